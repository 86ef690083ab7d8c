import { Resend } from 'resend'
import { env } from '@/lib/env'
import type { PaceReport, Sender, SendResult } from '../model'

const TIMEOUT_SECONDS = 15

/** Sends through Resend, or anything that speaks its API at RESEND_BASE_URL. */
export function resendSender(apiKey: string, timeoutSeconds = TIMEOUT_SECONDS): Sender {
  const { RESEND_BASE_URL, MAIL_FROM } = env()
  const client = new Resend(apiKey, RESEND_BASE_URL ? { baseUrl: RESEND_BASE_URL } : {})
  return {
    paced: true,
    send: async ({ id, toAddress, subject, html, text, headers }) => {
      const answer = await client.emails.send(
        { from: MAIL_FROM, to: toAddress, subject, html, text, headers },
        { idempotencyKey: id, signal: AbortSignal.timeout(timeoutSeconds * 1000) },
      )
      return { result: readResult(answer, timeoutSeconds), pace: readPace(answer.headers ?? {}) }
    },
  }
}

interface Answer {
  data: { id?: string } | null
  error: { name?: string; message?: string; statusCode?: number | null } | null
  headers: Record<string, string> | null
}

// The library never throws. An answer of a foreign body has an error without name or status.
function readResult({ data, error, headers }: Answer, timeoutSeconds: number): SendResult {
  if (data?.id) return { kind: 'accepted', providerId: data.id }
  if (!error?.statusCode) return { kind: 'unknown', message: `No usable answer within ${timeoutSeconds} s; the same mail is offered again under the same key.` }
  const retryAfter = Number(headers?.['retry-after'])
  return {
    kind: 'refused',
    status: error.statusCode,
    name: error.name ?? 'error',
    message: error.message ?? '',
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  }
}

function readPace(headers: Record<string, string>): PaceReport {
  const figure = (name: string) => {
    const value = Number.parseFloat(headers[name] ?? '')
    return Number.isFinite(value) ? value : null
  }
  return { perSecond: figure('ratelimit-limit'), remaining: figure('ratelimit-remaining'), resetSeconds: figure('ratelimit-reset') }
}
