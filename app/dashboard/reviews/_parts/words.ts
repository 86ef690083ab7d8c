import type { Tone } from '@/components/ui/tone'
import { formatCount, formatDuration } from '@/lib/format'
import { HOUR } from '@/lib/time'
import { type ReviewDue, reviewDue } from '@/lib/tools/reviews/due'
import type { WaitingReviews } from '@/lib/tools/reviews/queries'

/** The page's first line: what waits, and for how long. */
export function waitingSentence({ reviews, waiting, oldestWaitingAt }: WaitingReviews, now: Date): string {
  if (reviews === 0) return 'No reviews in 28 days'
  if (waiting === 0) return reviews === 1 ? 'The only review of 28 days is answered' : `All ${formatCount(reviews)} reviews of 28 days are answered`
  const age = oldestWaitingAt ? formatDuration(now.getTime() - oldestWaitingAt.getTime()) : ''
  return waiting === 1 ? `One review waits for an answer, since ${age}` : `${formatCount(waiting)} reviews wait for an answer, the oldest since ${age}`
}

/** What is still to be won: the reviews that can be answered in time. */
export function inTimeNote({ waiting, inTime, nextDueAt }: WaitingReviews, now: Date): string {
  if (waiting === 0) return 'An answer within 48 hours counts for the operational score, any answer for consumer satisfaction.'
  if (inTime === 0 || !nextDueAt) return 'None of them can be in time any more (48 hours), but an answer still counts for the response rate.'
  const left = formatDuration(nextDueAt.getTime() - now.getTime())
  return inTime === 1
    ? `One of them can still be answered within 48 hours: ${left} left.`
    : `${formatCount(inTime)} of them can still be answered within 48 hours; the first has ${left} left.`
}

const URGENT_MS = 12 * HOUR

/** A review's state as a mark and a word. */
export function dueMark(review: { postedAt: Date; respondedAt: Date | null }, now: Date): { tone: Tone; label: string } {
  const due: ReviewDue = reviewDue(review, now)
  switch (due.state) {
    case 'answered':
      return { tone: due.inTime ? 'good' : 'info', label: `Answered ${due.inTime ? 'in time' : 'late'}, after ${formatDuration(due.afterMs)}` }
    case 'due':
      return { tone: due.leftMs < URGENT_MS ? 'serious' : 'warning', label: `${formatDuration(due.leftMs)} left to answer in time` }
    case 'overdue':
      return { tone: 'critical', label: `Late by ${formatDuration(due.sinceMs)}; an answer still counts` }
  }
}
