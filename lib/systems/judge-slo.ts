import { burnPairs, burnRate } from '@/lib/alerts/burn-rate'
import { DAY } from '@/lib/time'
import type { Events, Promised, SloState } from './model'

/** The error budget: how many events of the window's may be bad, and how many have been. */
export interface Budget {
  /** May be broken: 0.1 % of 1,500 events are 1.5. */
  allowed: number
  used: number
  /** Never below 0. */
  left: number
  /** Of the budget, 0..1; null where nothing may be bad yet because nothing has happened. */
  leftRatio: number | null
}

/** How fast the budget burns over one window. */
export interface Burn extends Events {
  minutes: number
  /** Times faster than it may; null without events. */
  rate: number | null
  /** From which rate on somebody is told. */
  tellsFrom: number
  /** It and the window that it is paired with are both at their rate. */
  tells: boolean
}

export interface SloStanding extends Events {
  state: SloState
  /** Good events of all, 0..1; null without events. */
  value: number | null
  budget: Budget
  /** The alerting pairs, fast one first: its long window, its short one, then those of the slow pair. */
  burns: Burn[]
  /** Rate of the gravest pair that tells, of the six hours otherwise; null without events. */
  burning: number | null
  /** When the budget is gone if it burns on like this; null: not within the window, or it is gone already. */
  goneAt: Date | null
}

/**
 * How an SLO stands. Below minEvents it is shown and burns nothing.
 * @param window bad and all events of its days
 * @param recent the same of the last 5, 30, 60 and 360 minutes; what is missing counts as no events
 */
export function judgeSlo(slo: Promised, window: Events, recent: readonly (Events & { minutes: number })[], now: Date): SloStanding {
  const enough = window.total >= slo.minEvents && window.total > 0
  const value = window.total > 0 ? Math.max(0, 1 - window.bad / window.total) : null
  const budget = budgetOf(slo.objective, window)
  const burns = burnsOf(slo, recent)
  const told = burns.find(({ tells }) => tells) ?? null
  const burning = (told ?? burns.find(({ minutes }) => minutes === 360))?.rate ?? null
  const gone = budget.left === 0 && budget.used > 0
  const state = window.total === 0 ? 'no_data' : !enough ? 'low_volume' : gone ? 'breached' : told ? 'burning' : 'met'
  return { ...window, state, value, budget, burns, burning, goneAt: enough && !gone ? goneAt(slo, budget, burning, now) : null }
}

/** What may be bad of so many events, and what of that is left. */
export function budgetOf(objective: number, { bad, total }: Events): Budget {
  // 1 - 0.999 is 0.0010000000000000009 in floating point; a budget that is used up to the last event must read as gone.
  const allowed = round((1 - objective) * total)
  const left = Math.max(0, round(allowed - bad))
  return { allowed, used: bad, left, leftRatio: allowed > 0 ? left / allowed : null }
}

function burnsOf({ objective, windowDays }: Promised, recent: readonly (Events & { minutes: number })[]): Burn[] {
  const over = (minutes: number) => recent.find((window) => window.minutes === minutes) ?? { minutes, bad: 0, total: 0 }
  return burnPairs(windowDays).flatMap(({ longMinutes, shortMinutes, multiplier }) => {
    const both = [over(longMinutes), over(shortMinutes)].map((events) => ({ ...events, rate: burnRate(events.bad, events.total, objective) }))
    const tells = both.every(({ rate }) => rate !== null && rate >= multiplier)
    return both.map((events) => ({ ...events, tellsFrom: multiplier, tells }))
  })
}

/**
 * At a rate of one the whole budget lasts for just the window, so what is left lasts for its part of the window by
 * the rate. What becomes old enough to leave the window meanwhile is not counted on.
 */
function goneAt({ windowDays }: Promised, { leftRatio }: Budget, rate: number | null, now: Date): Date | null {
  if (rate === null || rate <= 1 || leftRatio === null) return null
  return new Date(now.getTime() + (leftRatio * windowDays * DAY) / rate)
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
