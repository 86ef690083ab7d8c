import { formatCount, formatDate, formatMoney, formatPercent, formatScore } from '@/lib/format'
import { DAY } from '@/lib/time'
import { addMonths } from '@/lib/usage/spend'
import { type BalanceState, type BudgetState, LOW_BALANCE_DAYS, LOW_BALANCE_DAYS_REFILLED } from './model'

const monthNames = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })

/** "November": the month that begins at this moment, in UTC. */
export function monthName(monthAt: Date): string {
  return monthNames.format(monthAt)
}

/** Days as people need them: less than one as such, tenths while they decide something ("1.8 days"), then whole ones. Never rounded up. */
export function daysLabel(days: number): string {
  if (days < 1) return 'less than a day'
  const shown = days < LOW_BALANCE_DAYS ? Math.floor(days * 10) / 10 : Math.floor(days)
  return shown === 1 ? 'one day' : days < LOW_BALANCE_DAYS ? `${formatScore(shown)} days` : `${formatCount(shown)} days`
}

/**
 * How a caller stands, in one sentence, the worst thing first: a budget that is spent, a balance that
 * does not last, a month that will end over its budget; else what was spent and what is left.
 */
export function usageSentence(state: { balance: BalanceState; budget: BudgetState; now: Date; called: boolean }): string {
  const { balance, budget, now, called } = state
  const month = monthName(budget.monthAt)
  const daysLeft = (addMonths(budget.monthAt, 1).getTime() - now.getTime()) / DAY
  if (budget.budgetMicros !== null && budget.share !== null && budget.share >= 1) {
    const over = budget.spentMicros - budget.budgetMicros
    const amount = over > 0 ? `, and ${formatMoney(over)} more` : ''
    return `${month}’s budget of ${formatMoney(budget.budgetMicros)} is spent${amount}, with ${daysLabel(daysLeft)} to go`
  }
  const limit = balance.autoRefill ? LOW_BALANCE_DAYS_REFILLED : LOW_BALANCE_DAYS
  if (balance.days !== null && balance.days < limit) {
    if ((balance.balanceMicros ?? 0) <= 0) return 'The balance is used up: calls that cost something may be refused'
    return `The balance of ${formatMoney(balance.balanceMicros)} lasts ${daysLabel(balance.days)} at ${formatMoney(balance.burnMicros)} a day`
  }
  if (budget.budgetMicros !== null && budget.spentMicros > 0 && budget.projectedMicros > budget.budgetMicros) {
    const spent = `${formatPercent(budget.share, 0)} of the budget is spent`
    return `${spent}, and at this pace ${month} ends at ${formatMoney(budget.projectedMicros)}, ${formatMoney(budget.projectedMicros - budget.budgetMicros)} over it`
  }
  if (!called && budget.spentMicros === 0) return 'Nothing was called in the last 28 days'
  const spent =
    budget.share === null
      ? `You spent ${formatMoney(budget.spentMicros)} in ${month} so far`
      : `You spent ${formatMoney(budget.spentMicros)} in ${month} so far, ${formatPercent(budget.share, 0)} of the budget`
  if (balance.days === null || balance.lastsUntil === null) return spent
  return `${spent}; the balance lasts until ${formatDate(balance.lastsUntil)}`
}
