import { safeFetch } from '@/lib/safe-fetch'
import { SECOND } from '@/lib/time'
import type { OutgoingWebhook, PostResult } from '../model'

/** Bytes of an answer that are read; nobody needs more to see why it failed. */
const ANSWER_BYTES = 4 * 1024

/** Posts a message to a publisher's address: public addresses only, no redirects, an end in time. Never throws. */
export async function postWebhook({ url, headers, body }: OutgoingWebhook, timeoutSeconds: number): Promise<PostResult> {
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
