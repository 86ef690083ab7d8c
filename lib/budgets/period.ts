import { addDays, startOfDay, type Window } from '@/lib/time'
import { addMonths, startOfMonth } from '@/lib/usage/spend'
import type { UsagePeriod } from './model'

const days: Record<Exclude<UsagePeriod, 'month'>, number> = { '7d': 7, '28d': 28, '90d': 90 }

/** A period that ends with the day of `now`, that day included, and the same stretch before it. Whole UTC days. */
export function periodWindows(period: UsagePeriod, now: Date): { window: Window; previous: Window } {
  const to = addDays(startOfDay(now), 1)
  if (period === 'month') {
    const from = startOfMonth(now)
    const before = addMonths(from, -1)
    // The same days of the month before; a shorter one ends where this one begins.
    return { window: { from, to }, previous: { from: before, to: new Date(Math.min(from.getTime(), before.getTime() + (to.getTime() - from.getTime()))) } }
  }
  const from = addDays(to, -days[period])
  return { window: { from, to }, previous: { from: addDays(from, -days[period]), to: from } }
}
