import { HOUR } from '@/lib/time'

/** How long a review may wait for its answer and still be answered in time (scorecard, operational health). */
export const ANSWER_HOURS = 48

export type ReviewDue =
  /** Without an answer, and there is time left. */
  | { state: 'due'; leftMs: number }
  /** Without an answer; one given now still counts for the response rate. */
  | { state: 'overdue'; sinceMs: number }
  | { state: 'answered'; inTime: boolean; afterMs: number }

/** Where a review stands at a moment. An answer exactly at the end of the time is in time. */
export function reviewDue({ postedAt, respondedAt }: { postedAt: Date; respondedAt: Date | null }, now: Date): ReviewDue {
  const allowed = ANSWER_HOURS * HOUR
  if (respondedAt !== null) {
    const afterMs = Math.max(0, respondedAt.getTime() - postedAt.getTime())
    return { state: 'answered', inTime: afterMs <= allowed, afterMs }
  }
  const sinceMs = now.getTime() - postedAt.getTime() - allowed
  return sinceMs < 0 ? { state: 'due', leftMs: -sinceMs } : { state: 'overdue', sinceMs }
}
