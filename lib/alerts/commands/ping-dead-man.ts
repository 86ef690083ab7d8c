import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { safeFetch } from '@/lib/safe-fetch'
import { SECOND } from '@/lib/time'

/** The answer is not waited for longer: the next evaluation is due within a minute. */
const TIMEOUT_MS = 5 * SECOND

/**
 * Tells whoever watches the evaluator from outside (DEAD_MAN_URL) that it has just run; when this stops, they
 * sound the alarm. Never throws: a watcher that does not answer does not stop the evaluator.
 * @returns whether it was told
 */
export async function pingDeadMan(): Promise<boolean> {
  const url = env().DEAD_MAN_URL
  if (!url) return false
  const result = await safeFetch(url, { http: true, timeoutMs: TIMEOUT_MS, maxBytes: 1_000 })
  const told = result.outcome === 'answered' && result.status < 400
  // Such addresses are secrets.
  if (!told) log().warn({ outcome: result.outcome === 'answered' ? result.status : result.reason }, 'the dead man’s switch could not be reached')
  return told
}
