import { floorTo, MINUTE } from '@/lib/time'

/** So many missed minutes are judged one after the other; of a longer pause only the newest. */
const MAX_MISSED_MINUTES = 10

/** End of the minute that is judged next; null: all closed ones are judged. */
export function nextMinute(judgedTo: Date | null, now: Date): Date | null {
  const newest = floorTo(now, MINUTE)
  if (judgedTo === null) return newest
  if (judgedTo >= newest) return null
  const first = newest.getTime() - (MAX_MISSED_MINUTES - 1) * MINUTE
  return new Date(Math.max(judgedTo.getTime() + MINUTE, first))
}
