import { Card } from '@/components/ui/card'
import { Timeline, type TimelineItem } from '@/components/ui/timeline'
import type { ConsumerAlert, UsageWarning } from '@/lib/budgets/model'
import { monthName } from '@/lib/budgets/sentence'
import { formatCount, formatDate, formatMoney } from '@/lib/format'

/** What an alert says, with its figures. */
export function alertText({ kind, value, threshold }: Pick<ConsumerAlert, 'kind' | 'value' | 'threshold'>): { title: string; body: string } {
  switch (kind) {
    case 'low_balance':
      return { title: 'The balance is low', body: `${formatMoney(value)} was left; an alert comes below ${formatMoney(threshold)}, at the pace of then.` }
    case 'budget_exceeded':
      return { title: 'The month’s budget is exceeded', body: `${formatMoney(value)} was spent of ${formatMoney(threshold)}.` }
    case 'usage_spike':
      return {
        title: 'Sudden rise in calls',
        body: `${formatCount(value)} calls within an hour; from ${formatCount(threshold)} on it is unusual for that hour.`,
      }
  }
}

/** Alerts of 30 days and the budget's warnings of three months, newest first. */
export function UsageHistory({ alerts, warnings, now, zone }: { alerts: ConsumerAlert[]; warnings: UsageWarning[]; now: Date; zone: string }) {
  const items: TimelineItem[] = [
    ...alerts.map((alert): TimelineItem => {
      const { title, body } = alertText(alert)
      const over = alert.resolvedAt !== null
      return {
        id: alert.id,
        at: alert.firedAt,
        tone: over ? 'neutral' : 'serious',
        toneLabel: over ? 'over' : 'open',
        title,
        body: `${body} ${alert.resolvedAt ? `Over since ${formatDate(alert.resolvedAt, zone)}.` : 'Still so.'}`,
      }
    }),
    ...warnings.map(
      (warning): TimelineItem => ({
        id: warning.id,
        at: warning.warnedAt,
        tone: warning.resolvedAt ? 'neutral' : warning.level >= 100 ? 'critical' : warning.level >= 90 ? 'serious' : 'warning',
        toneLabel: warning.resolvedAt ? 'over' : 'warning',
        title: `${warning.level}\u00a0% of ${monthName(warning.monthAt)}’s budget`,
        body: `${formatMoney(warning.spentMicros)} of ${formatMoney(warning.budgetMicros)} was spent.${warning.resolvedAt ? ` No longer so since ${formatDate(warning.resolvedAt, zone)}.` : ''}`,
      }),
    ),
  ].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
  return (
    <Card id="history" title="Warnings and alerts" note="Alerts of the last 30 days, warnings of this month and the two before it">
      {items.length === 0 ? (
        <p className="max-w-[68ch] text-sm text-text-muted">
          None. At 50, 80, 90 and 100&nbsp;% of the month’s budget you are warned once each; a low balance, an exceeded budget and a sudden rise in calls are
          told at once.
        </p>
      ) : (
        <Timeline items={items} now={now} zone={zone} label="Warnings and alerts" />
      )}
    </Card>
  )
}
