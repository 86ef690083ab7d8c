import { SECOND } from './time'

/** How long an answer is waited for. Standard Webhooks recommends 15 to 30 seconds. */
export const POST_TIMEOUT_SECONDS = 15

/** How much of an answer is kept: enough to see why it failed. */
const ANSWER_CHARACTERS = 1_000

/** What happened when a message was offered to an address. */
export type PostResult =
  | { kind: 'answered'; status: number; body: string /** The Retry-After header as it came. */; retryAfter: string | null; latencyMs: number }
  /** Nothing came back, or nothing was sent because the address is not one that may be reached. */
  | { kind: 'failed'; reason: string; latencyMs: number | null }

/** Only 2xx is acceptance: a redirect is a failure, since following it would take data where nobody said it may go. */
export function isAccepted(result: PostResult): boolean {
  return result.kind === 'answered' && result.status >= 200 && result.status < 300
}

/** What came of it, in a sentence. */
export function describePost(result: PostResult): string {
  if (result.kind === 'failed') return result.reason
  if (result.status >= 300 && result.status < 400) return `Answered ${result.status}: redirects are not followed.`
  return `Answered ${result.status}.`
}

/** The status and the first characters of an answer, as they are stored; nulls where nothing came back. */
export function answerOf(result: PostResult): { status: number | null; answer: string | null } {
  if (result.kind === 'failed') return { status: null, answer: null }
  // Postgres keeps no NUL in a text.
  return { status: result.status, answer: result.body.replaceAll('\u0000', '').slice(0, ANSWER_CHARACTERS) || null }
}

/** Milliseconds that a Retry-After asks for, in seconds or as an HTTP date; what is neither, or lies in the past, asks for nothing. */
export function retryAfterMs(header: string | null, now: Date): number {
  if (header === null) return 0
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim()) * SECOND
  const at = Date.parse(header)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime())
}
