import { HOUR } from '@/lib/time'
import { presentBurn, runwayDays, type Spent } from '@/lib/usage/spend'
import {
  BALANCE_MARGIN_DAYS,
  BUDGET_CLEAR_RATIO,
  COOLDOWN_HOURS,
  type ConsumerAlertKind,
  LOW_BALANCE_DAYS,
  LOW_BALANCE_DAYS_REFILLED,
  SPIKE_CLEAR_RATIO,
  SPIKE_FACTOR,
  SPIKE_FLOOR,
  type WarningLevel,
  warningLevels,
} from './model'

/** What is known about a consumer at a moment. */
export interface Reading {
  balanceMicros: number | null
  autoRefill: boolean
  /** The one that counts; null without any. */
  budgetMicros: number | null
  /** Spend of the month so far. */
  monthMicros: number
  week: Spent
  fourWeeks: Spent
  /** Calls of the running hour or the one before it, whichever had more. */
  hourCalls: number
  /** The usual calls of that hour; null while it is not known what is usual. */
  usualCalls: number | null
}

/** holding: neither bad enough to begin nor good enough to end. */
export interface Judgement {
  state: 'breaching' | 'holding' | 'clear'
  value: number
  threshold: number
}

/** The last alert of a kind, as far as it still matters. */
export interface KnownAlert {
  id: string
  firedAt: Date
  open: boolean
}

export type Transition = { kind: 'fire' } | { kind: 'reopen'; id: string } | { kind: 'resolve'; id: string } | null

/** How a consumer stands by one kind of alert. */
export function judge(kind: ConsumerAlertKind, reading: Reading): Judgement {
  switch (kind) {
    case 'low_balance':
      return judgeBalance(reading)
    case 'budget_exceeded':
      return judgeBudget(reading)
    case 'usage_spike':
      return judgeSpike(reading)
  }
}

/** What happens to the alert of one kind. One that comes back within the cooldown is the one before. */
export function transition({ state }: Judgement, known: KnownAlert | null, now: Date): Transition {
  if (known?.open) return state === 'clear' ? { kind: 'resolve', id: known.id } : null
  if (state !== 'breaching') return null
  const cooling = known !== null && now.getTime() - known.firedAt.getTime() < COOLDOWN_HOURS * HOUR
  return cooling ? { kind: 'reopen', id: known.id } : { kind: 'fire' }
}

/** The levels that a month's spend has reached. A budget of nothing is reached by any spend. */
export function reachedLevels(spentMicros: number, budgetMicros: number | null): WarningLevel[] {
  if (budgetMicros === null || spentMicros <= 0) return []
  return warningLevels.filter((level) => spentMicros * 100 >= budgetMicros * level)
}

// Ten percent of what 28 days cost are 2.8 days of it, so that the days say both (spec, section 5).
function judgeBalance({ balanceMicros, autoRefill, week, fourWeeks }: Reading): Judgement {
  const burn = presentBurn(week, fourWeeks)
  const limit = autoRefill ? LOW_BALANCE_DAYS_REFILLED : LOW_BALANCE_DAYS
  const judgement = { value: balanceMicros ?? 0, threshold: limit * (burn ?? 0) }
  const days = runwayDays(balanceMicros, burn)
  if (days === null || days >= limit + BALANCE_MARGIN_DAYS) return { state: 'clear', ...judgement }
  return { state: days < limit ? 'breaching' : 'holding', ...judgement }
}

function judgeBudget({ monthMicros, budgetMicros }: Reading): Judgement {
  if (budgetMicros === null) return { state: 'clear', value: monthMicros, threshold: 0 }
  const state = monthMicros > 0 && monthMicros >= budgetMicros ? 'breaching' : monthMicros <= budgetMicros * BUDGET_CLEAR_RATIO ? 'clear' : 'holding'
  return { state, value: monthMicros, threshold: budgetMicros }
}

function judgeSpike({ hourCalls, usualCalls }: Reading): Judgement {
  const threshold = Math.max(SPIKE_FLOOR, SPIKE_FACTOR * (usualCalls ?? 0))
  const judgement = { value: hourCalls, threshold }
  if (hourCalls < threshold * SPIKE_CLEAR_RATIO) return { state: 'clear', ...judgement }
  return { state: usualCalls !== null && hourCalls >= threshold ? 'breaching' : 'holding', ...judgement }
}
