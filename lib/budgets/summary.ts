import { growth, ratio } from '@/lib/stats'
import { DAY, type Window } from '@/lib/time'
import { burnPerDay, presentBurn, projectMonth, runwayDays, type Spent, startOfMonth } from '@/lib/usage/spend'
import type { BalanceState, BudgetState, ConsumerAlert, ToolUsage, UsagePeriod, UsageSummary, UsageWarning } from './model'
import { usageSentence } from './sentence'

type Totals = UsageSummary['totals']
type ToolTotals = Totals & { toolId: string }

export interface SummaryFacts {
  organizationId: string
  now: Date
  period: UsagePeriod
  window: Window
  /** The month that the budget is of; its first moment in UTC. */
  monthAt: Date
  consumer: {
    id: string
    balanceMicros: number | null
    budgetMicros: number | null
    ownBudgetMicros: number | null
    autoRefill: boolean
    paymentMethodExpiresAt: Date | null
    placeholder: boolean
  }
  totals: Totals
  previous: Totals
  tools: readonly ToolTotals[]
  toolsBefore: readonly ToolTotals[]
  toolsOfMonth: readonly ToolTotals[]
  names: ReadonlyMap<string, { name: string; category: string }>
  spend: { week: Spent; fourWeeks: Spent }
  alerts: ConsumerAlert[]
  warnings: UsageWarning[]
}

/** Everything that is said about a caller's usage, from its sums. Pure. */
export function assembleSummary(facts: SummaryFacts): UsageSummary {
  const { organizationId, now, period, window, consumer, totals, previous, spend, alerts, warnings } = facts
  const balance = balanceOf(facts)
  const budget = budgetOf(facts, balance.burnMicros)
  return {
    organizationId,
    consumerId: consumer.id,
    period,
    from: window.from,
    to: window.to,
    state: usageSentence({ balance, budget, now, called: spend.fourWeeks.days > 0 || totals.invocations > 0 }),
    totals,
    previous,
    tools: toolsOf(facts, budget.budgetMicros),
    balance,
    budget,
    alerts,
    warnings,
  }
}

function balanceOf({ consumer, spend, now }: SummaryFacts): BalanceState {
  const burnMicros = presentBurn(spend.week, spend.fourWeeks)
  const mean = burnPerDay(spend.fourWeeks)
  const days = runwayDays(consumer.balanceMicros, burnMicros)
  return {
    balanceMicros: consumer.balanceMicros,
    burnMicros,
    typicalMicros: mean === null ? null : mean * 28,
    days,
    // Beyond a hundred years a date says nothing, and the calendar ends some day.
    lastsUntil: days === null ? null : new Date(now.getTime() + Math.min(days, 36_500) * DAY),
    autoRefill: consumer.autoRefill,
    paymentMethodExpiresAt: consumer.paymentMethodExpiresAt,
    described: !consumer.placeholder,
  }
}

function budgetOf({ consumer, toolsOfMonth, monthAt, now }: SummaryFacts, burnMicros: number | null): BudgetState {
  const budgetMicros = consumer.ownBudgetMicros ?? consumer.budgetMicros
  const spentMicros = toolsOfMonth.reduce((sum, tool) => sum + tool.spendMicros, 0)
  return {
    monthAt,
    budgetMicros,
    source: consumer.ownBudgetMicros !== null ? 'own' : consumer.budgetMicros !== null ? 'reported' : null,
    reportedMicros: consumer.budgetMicros,
    spentMicros,
    share: budgetMicros === null ? null : budgetMicros > 0 ? spentMicros / budgetMicros : spentMicros > 0 ? 1 : 0,
    // A month that is over ended at what was spent.
    projectedMicros: monthAt < startOfMonth(now) ? spentMicros : projectMonth(spentMicros, burnMicros, now),
  }
}

function toolsOf({ tools, toolsBefore, toolsOfMonth, totals, names }: SummaryFacts, budgetMicros: number | null): ToolUsage[] {
  const before = new Map(toolsBefore.map((tool) => [tool.toolId, tool]))
  const month = new Map(toolsOfMonth.map((tool) => [tool.toolId, tool]))
  return tools.map((tool) => {
    const then = before.get(tool.toolId)
    const known = names.get(tool.toolId)
    return {
      ...tool,
      // Removed with its publisher; what it cost stays.
      name: known?.name ?? 'A tool that is gone',
      category: known?.category ?? '',
      spendShare: ratio(tool.spendMicros, totals.spendMicros),
      budgetShare: budgetMicros === null ? null : ratio(month.get(tool.toolId)?.spendMicros ?? 0, budgetMicros),
      change:
        tool.spendMicros > 0 || (then?.spendMicros ?? 0) > 0
          ? growth(tool.spendMicros, then?.spendMicros ?? null)
          : growth(tool.invocations, then?.invocations ?? null),
      previous: { invocations: then?.invocations ?? 0, spendMicros: then?.spendMicros ?? 0 },
    }
  })
}
