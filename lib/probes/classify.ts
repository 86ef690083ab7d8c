import type { SafeFetchResult } from '@/lib/safe-fetch'
import { type ProbeState, SLOW_MS } from './model'

export interface ProbeVerdict {
  state: ProbeState
  statusCode: number | null
  latencyMs: number | null
  /** Why it is not up, in words; null when it is. */
  reason: string | null
}

/** What an answer (or its absence) says about a tool: 2xx in time is up; slow, 429 and 3xx degraded; all else down. */
export function classify(result: SafeFetchResult): ProbeVerdict {
  if (result.outcome === 'refused') return { state: 'down', statusCode: null, latencyMs: null, reason: `Not requested: ${result.reason}` }
  if (result.outcome === 'failed') return { state: 'down', statusCode: null, latencyMs: result.latencyMs, reason: result.reason }
  const { status, latencyMs, stoppedAt } = result
  const answered = { statusCode: status, latencyMs }
  if (status >= 200 && status < 300) {
    return latencyMs < SLOW_MS
      ? { ...answered, state: 'up', reason: null }
      : { ...answered, state: 'degraded', reason: `Answered in ${(latencyMs / 1000).toFixed(1)} s; under ${SLOW_MS / 1000} s is up.` }
  }
  if (status === 429) return { ...answered, state: 'degraded', reason: 'Answered 429: it limits its callers.' }
  if (status >= 300 && status < 400) return { ...answered, state: 'degraded', reason: stoppedAt ?? `Answered ${status} instead of a page.` }
  return { ...answered, state: 'down', reason: `Answered ${status}.` }
}
