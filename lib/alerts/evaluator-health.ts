import { formatDuration } from '@/lib/format'
import { MINUTE, SECOND } from '@/lib/time'

/** late: three ticks were missed; stopped: the platform says so on every page. */
export type EvaluatorState = 'fine' | 'late' | 'stopped' | 'never'

const LATE_AFTER_MS = 3 * MINUTE
const STOPPED_AFTER_MS = 5 * MINUTE
/** A run has begun at its tick and is not done at once. */
const RUN_MS = 30 * SECOND

/** From a breach to its alert, 99 of 100 within this. */
export const ALERTED_WITHIN_SECONDS = 90
/** From there until a channel has it, 99 of 100 within this. */
export const HANDED_WITHIN_SECONDS = 15

export interface EvaluatorBanner {
  title: string
  note: string
}

/** How the evaluator does, by the end of the newest minute that it has judged; null: it has judged none. */
export function evaluatorState(judgedTo: Date | null, now: Date): EvaluatorState {
  if (judgedTo === null) return 'never'
  const behindMs = now.getTime() - judgedTo.getTime()
  if (behindMs >= STOPPED_AFTER_MS) return 'stopped'
  return behindMs >= LATE_AFTER_MS + RUN_MS ? 'late' : 'fine'
}

/** What the banner says: to staff, who can do something about it, and to members. Null: nothing. */
export function evaluatorBanner(judgedTo: Date | null, now: Date, to: 'staff' | 'members'): EvaluatorBanner | null {
  if (judgedTo === null || evaluatorState(judgedTo, now) !== 'stopped') return null
  return {
    title: `Alert rules have not been judged for ${formatDuration(now.getTime() - judgedTo.getTime())}`,
    note:
      to === 'staff'
        ? 'Nothing new can fire, and nothing resolves, until they are. Look at the job evaluate-alerts.'
        : 'Nothing new can fire, and nothing resolves, until whoever runs this console has repaired it. What is judged late is told then.',
  }
}
