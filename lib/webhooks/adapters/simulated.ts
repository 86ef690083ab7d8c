import type { OutgoingWebhook, PostResult } from '../model'

// The addresses of the simulated marketplace are nobody's: nothing for them leaves the machine. They
// accept what comes, but for hosts that show by their first label how a failing endpoint looks.

const answers: Record<string, (body: string) => PostResult> = {
  flaky: () => ({ kind: 'answered', status: 503, body: '{"error":"upstream unavailable"}', retryAfter: '120', latencyMs: 412 }),
  slow: () => ({ kind: 'failed', reason: 'No complete answer in time.', latencyMs: 15_000 }),
  gone: () => ({ kind: 'answered', status: 410, body: 'Gone', retryAfter: null, latencyMs: 38 }),
}

/** What a simulated endpoint answers; nothing is sent. */
export function answerSimulated({ url, body }: OutgoingWebhook): PostResult {
  const label = new URL(url).hostname.split('.')[0] ?? ''
  return answers[label]?.(body) ?? { kind: 'answered', status: 200, body: '{"received":true}', retryAfter: null, latencyMs: 60 + (body.length % 90) }
}
