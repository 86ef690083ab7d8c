import type { PostResult } from './post-result'
import { safeFetch } from './safe-fetch'
import { SECOND } from './time'

// How webhooks leave: posted to an address that somebody else chose, and judged by what comes back.

/** Bytes of an answer that are read; nobody needs more to see why it failed. */
const ANSWER_BYTES = 4 * 1024

export interface OutgoingPost {
  url: string
  headers: Record<string, string>
  body: string
}

/** Posts a message: to public addresses only, without redirects, with an end in time. Never throws. */
export async function post({ url, headers, body }: OutgoingPost, timeoutSeconds: number): Promise<PostResult> {
  const answer = await safeFetch(url, { method: 'POST', headers, body, maxRedirects: 0, maxBytes: ANSWER_BYTES, timeoutMs: timeoutSeconds * SECOND })
  switch (answer.outcome) {
    case 'answered':
      return { kind: 'answered', status: answer.status, body: answer.body, retryAfter: answer.retryAfter, latencyMs: answer.latencyMs }
    case 'refused':
      return { kind: 'failed', reason: `Not sent: ${answer.reason}`, latencyMs: null }
    case 'failed':
      return { kind: 'failed', reason: answer.reason, latencyMs: answer.latencyMs }
  }
}

// The addresses of the simulated marketplace are nobody's: nothing for them leaves the machine. They
// accept what comes, but for hosts that show by their first label how a failing address looks.
const simulated: Record<string, () => PostResult> = {
  flaky: () => ({ kind: 'answered', status: 503, body: '{"error":"upstream unavailable"}', retryAfter: '120', latencyMs: 412 }),
  slow: () => ({ kind: 'failed', reason: 'No complete answer in time.', latencyMs: 15_000 }),
  locked: () => ({ kind: 'answered', status: 401, body: '{"error":"unknown signature"}', retryAfter: null, latencyMs: 44 }),
  gone: () => ({ kind: 'answered', status: 410, body: 'Gone', retryAfter: null, latencyMs: 38 }),
}

/** What a simulated address answers; nothing is sent. */
export function answerSimulated({ url, body }: OutgoingPost): PostResult {
  const label = new URL(url).hostname.split('.')[0] ?? ''
  return simulated[label]?.() ?? { kind: 'answered', status: 200, body: '{"received":true}', retryAfter: null, latencyMs: 60 + (body.length % 90) }
}
