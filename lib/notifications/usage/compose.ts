import type { Props as AlertProps } from '@/emails/consumer-alert'
import type { Props as SummaryProps } from '@/emails/monthly-summary'
import type { Props as WarningProps } from '@/emails/usage-warning'
import type { ConsumerAlertKind, UsageSummary } from '@/lib/budgets/model'
import { daysLabel, monthName } from '@/lib/budgets/sentence'
import { formatChange, formatCount, formatDate, formatDateTime, formatMoney, formatMs, formatPercent, formatPoints } from '@/lib/format'
import type { ConsumerHealthReport } from '@/lib/scores/model'
import { growth } from '@/lib/stats'
import { addDays } from '@/lib/time'

/** What every mail about usage is written from. */
export interface UsageMail {
  organizationName: string
  simulated: boolean
  summary: UsageSummary
  /** Where the console is, without a slash at the end. */
  consoleUrl: string
  unsubscribeUrl: string
}

const SHOWN_TOOLS = 8
const COSTLY_TOOLS = 3
const SHOWN_ACTIONS = 3

/** A level of the budget that is reached; `over`: that is no longer reached. Null when that is not so at this moment, or there is no budget. */
export function composeWarning({ summary, ...rest }: UsageMail, { level, over }: { level: number; over: boolean }): WarningProps | null {
  const { budget, tools } = summary
  if (budget.budgetMicros === null) return null
  const share = budget.share ?? 0
  if (over === share * 100 >= level) return null
  const month = monthName(budget.monthAt)
  const excess = budget.projectedMicros - budget.budgetMicros
  return {
    ...rest,
    level,
    over,
    month,
    spent: formatMoney(budget.spentMicros),
    budget: formatMoney(budget.budgetMicros),
    share: formatPercent(Math.floor(share * 100) / 100, 0),
    outlook: `At the present pace ${month} ends at ${formatMoney(budget.projectedMicros)}, ${excess > 0 ? `${formatMoney(excess)} over it` : 'within it'}.`,
    tools: costly(tools)
      .slice(0, COSTLY_TOOLS)
      .map(({ name, spendMicros, budgetShare }) => ({ name, spend: formatMoney(spendMicros), share: formatPercent(budgetShare, 0) })),
    url: `${rest.consoleUrl}/dashboard/usage?period=month`,
  }
}

/** An alert that is open. Null when it has passed. */
export function composeAlert({ summary, ...rest }: UsageMail, alertId: string): AlertProps | null {
  const alert = summary.alerts.find(({ id, resolvedAt }) => id === alertId && resolvedAt === null)
  if (!alert) return null
  return { ...rest, kind: alert.kind, ...alertWords(alert.kind, summary, alert), url: `${rest.consoleUrl}/dashboard/usage${alertAnchor[alert.kind]}` }
}

/** A month that is over: what it cost. Null when nothing was called in it. */
export function composeSummary({ summary, ...rest }: UsageMail, report: ConsumerHealthReport | null, now: Date): SummaryProps | null {
  const { totals, previous, tools, budget, balance } = summary
  if (totals.invocations === 0) return null
  const listed = costly(tools)
  const days = `${formatDate(summary.from)} to ${formatDate(addDays(summary.to, -1))} (UTC)`
  return {
    ...rest,
    month: `${monthName(budget.monthAt)} ${budget.monthAt.getUTCFullYear()}`,
    // East of Greenwich it is the 1st while the month goes on in UTC.
    days: now < summary.to ? `${days}, so far as counted until ${formatDateTime(now)}` : days,
    spent: formatMoney(totals.spendMicros),
    standing: [
      ...(budget.budgetMicros === null ? [] : [`That is ${formatPercent(budget.share, 0)} of the budget of ${formatMoney(budget.budgetMicros)}.`]),
      ...(balance.balanceMicros === null
        ? []
        : [
            balance.days === null
              ? `The balance is ${formatMoney(balance.balanceMicros)}.`
              : `The balance of ${formatMoney(balance.balanceMicros)} lasts ${daysLabel(balance.days)} at ${formatMoney(balance.burnMicros)} a day.`,
          ]),
    ],
    figures: [
      { label: 'Spend', value: formatMoney(totals.spendMicros), change: changeOf(totals.spendMicros, previous.spendMicros) },
      { label: 'Calls', value: formatCount(totals.invocations), change: changeOf(totals.invocations, previous.invocations) },
      ...(totals.ownErrorRatio === null
        ? []
        : [
            {
              label: 'Own errors',
              value: formatPercent(totals.ownErrorRatio),
              change: previous.ownErrorRatio === null ? '' : `was ${formatPercent(previous.ownErrorRatio)}`,
            },
          ]),
      ...(totals.avgLatencyMs === null
        ? []
        : [{ label: 'Average latency', value: formatMs(totals.avgLatencyMs), change: changeOf(totals.avgLatencyMs, previous.avgLatencyMs) }]),
    ],
    tools: listed.slice(0, SHOWN_TOOLS).map(({ name, invocations, spendMicros }) => ({
      name,
      calls: invocations === 1 ? '1 call' : `${formatCount(invocations)} calls`,
      spend: formatMoney(spendMicros),
    })),
    moreTools: Math.max(0, listed.length - SHOWN_TOOLS),
    recommendations: (report?.actions ?? []).slice(0, SHOWN_ACTIONS).map(({ title, detail, points, href }) => ({
      title,
      detail,
      points: points ? `${formatPoints(points)} points` : '',
      url: `${rest.consoleUrl}${href}`,
    })),
    url: `${rest.consoleUrl}/dashboard/usage`,
  }
}

const alertAnchor: Record<ConsumerAlertKind, string> = { low_balance: '#balance', budget_exceeded: '#budget', usage_spike: '?period=7d#tools' }

function alertWords(
  kind: ConsumerAlertKind,
  summary: UsageSummary,
  alert: { value: number; threshold: number },
): Pick<AlertProps, 'what' | 'why' | 'figures' | 'steps'> {
  const { balance, budget, tools } = summary
  const month = monthName(budget.monthAt)
  switch (kind) {
    case 'low_balance':
      return {
        what: `The balance of ${formatMoney(balance.balanceMicros)} lasts ${daysLabel(balance.days ?? 0)} at ${formatMoney(balance.burnMicros)} a day.`,
        why: balance.autoRefill
          ? 'Auto-refill is on, but the refill has not come. When the balance is used up, calls that cost something are refused.'
          : 'When it is used up, calls that cost something are refused until it is topped up.',
        figures: [
          { label: 'Balance', value: formatMoney(balance.balanceMicros), note: 'as last reported' },
          { label: 'Spend a day', value: formatMoney(balance.burnMicros), note: '' },
          { label: 'Auto-refill', value: balance.autoRefill ? 'on' : 'off', note: '' },
        ],
        steps: balance.autoRefill
          ? [
              'Open the billing page of the marketplace and look why the refill failed: most often the payment method has expired.',
              'Top up the balance there meanwhile.',
            ]
          : [
              `Open the billing page of the marketplace and top up the balance; 28 days cost ${formatMoney(balance.typicalMicros)}.`,
              'Turn on auto-refill there, so that it does not run out again.',
            ],
      }
    case 'budget_exceeded':
      return {
        what: `${formatMoney(budget.spentMicros)} is spent in ${month}, of a budget of ${formatMoney(budget.budgetMicros)}.`,
        why: 'The budget stops no call. Whether the platform stops them is up to the limit that is set there.',
        figures: [
          { label: 'Spent', value: formatMoney(budget.spentMicros), note: formatPercent(budget.share, 0) },
          { label: `${month} ends at`, value: formatMoney(budget.projectedMicros), note: 'at this pace' },
        ],
        steps: ['See which tool costs more than it should, and call it less.', 'If the spend is meant, raise the budget on the usage page.'],
      }
    case 'usage_spike': {
      const busiest = [...tools].sort((a, b) => b.invocations - a.invocations)[0]
      return {
        what: `${formatCount(alert.value)} calls came within an hour; from ${formatCount(alert.threshold)} on that is unusual for this hour.`,
        why: 'It may be meant. A loop that calls on after a failure, or a key in wrong hands, looks the same.',
        figures: [
          { label: 'Calls in the hour', value: formatCount(alert.value), note: '' },
          {
            label: 'Spent this month',
            value: formatMoney(budget.spentMicros),
            note: budget.share === null ? '' : `${formatPercent(budget.share, 0)} of the budget`,
          },
          ...(busiest ? [{ label: 'Called most this month', value: formatCount(busiest.invocations), note: busiest.name }] : []),
        ],
        steps: [
          'Look whether a job of yours runs more often than it should, or repeats failed calls without waiting.',
          'If nobody of yours calls so much, revoke the API key on the marketplace and issue a new one.',
        ],
      }
    }
  }
}

function costly(tools: UsageSummary['tools']): UsageSummary['tools'] {
  return [...tools].sort((a, b) => b.spendMicros - a.spendMicros || b.invocations - a.invocations || a.name.localeCompare(b.name))
}

function changeOf(now: number, before: number | null): string {
  if (before === null) return ''
  return before === 0 ? (now > 0 ? 'from none' : '') : formatChange(growth(now, before))
}
