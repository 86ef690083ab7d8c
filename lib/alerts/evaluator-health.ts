import { formatDuration } from '@/lib/format'
import { MINUTE, SECOND } from '@/lib/time'

/** late: three ticks were missed; stopped: the platform says so on every page. */
export type EvaluatorState = 'fine' | 'late' | 'stopped' | 'never'

const LATE_AFTER_MS = 3 * MINUTE
const STOPPED_AFTER_MS = 5 * MINUTE
/** A run has begun at its tick and is not done at once. */
const RUN_MS = 30 * SECOND

/** How the evaluator does, by the end of the newest minute that it has judged; null: it has judged none. */
export function evaluatorState(judgedTo: Date | null, now: Date): EvaluatorState {
  if (judgedTo === null) return 'never'
  const behindMs = now.getTime() - judgedTo.getTime()
  if (behindMs >= STOPPED_AFTER_MS) return 'stopped'
  return behindMs >= LATE_AFTER_MS + RUN_MS ? 'late' : 'fine'
}

/** What the banner of the platform says; null: nothing. */
export function evaluatorBanner(judgedTo: Date | null, now: Date): string | null {
  if (judgedTo === null || evaluatorState(judgedTo, now) !== 'stopped') return null
  return `Alert rules have not been judged for ${formatDuration(now.getTime() - judgedTo.getTime())}. Nothing new can fire until they are: look at the job evaluate-alerts.`
}
