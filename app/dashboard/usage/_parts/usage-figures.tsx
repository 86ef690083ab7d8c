import { TimeSeries } from '@/components/charts/time-series'
import { Card } from '@/components/ui/card'
import { Delta } from '@/components/ui/delta'
import { Figure } from '@/components/ui/figure'
import type { UsagePeriod } from '@/lib/budgets/model'
import { formatCount, formatMoney, formatMs, formatPercent } from '@/lib/format'
import { growth } from '@/lib/stats'
import type { ConsumerDayUsage } from '@/lib/usage/queries'
import type { LoadedUsage } from './load-usage'

export const periodWords: Record<UsagePeriod, { tab: string; title: string; before: string }> = {
  '7d': { tab: '7 days', title: 'The last 7 days', before: 'the 7 days before' },
  '28d': { tab: '28 days', title: 'The last 28 days', before: 'the 28 days before' },
  '90d': { tab: '90 days', title: 'The last 90 days', before: 'the 90 days before' },
  month: { tab: 'This month', title: 'This month so far', before: 'the same days of the month before' },
}

/** The period in figures and day by day, against the one before it. */
export function UsageFigures({ summary, window, previous: windowBefore, days, daysBefore, zone }: LoadedUsage) {
  const { totals, previous } = summary
  const words = periodWords[summary.period]
  const line = (id: string, label: string, value: (day: ConsumerDayUsage) => number) => ({
    id,
    label,
    points: days.map((day) => ({ at: day.at, value: value(day) })),
    previous: daysBefore.map((day) => ({ at: day.at, value: value(day) })),
  })
  const common = {
    zone,
    from: window.from,
    to: window.to,
    previous: { label: words.before, shiftMs: window.from.getTime() - windowBefore.from.getTime() },
    height: 160,
  }
  return (
    <Card title={words.title} note={`Whole days in UTC, today included; changes and faint lines are ${words.before}.`}>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-5">
        <Figure label="Spend" value={formatMoney(totals.spendMicros)}>
          <Delta value={growth(totals.spendMicros, previous.spendMicros)} better="none" words={{ up: 'more', down: 'less' }} />
        </Figure>
        <Figure label="Invocations" value={formatCount(totals.invocations)}>
          <Delta value={growth(totals.invocations, previous.invocations)} better="none" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure label="Own errors" value={formatPercent(totals.ownErrorRatio)}>
          <span className="text-sm text-text-muted">
            {previous.ownErrorRatio === null ? 'by the request itself' : `were ${formatPercent(previous.ownErrorRatio)}`}
          </span>
        </Figure>
        <Figure label="All errors" value={formatPercent(totals.errorRatio)}>
          <span className="text-sm text-text-muted">{previous.errorRatio === null ? 'whoever is to blame' : `were ${formatPercent(previous.errorRatio)}`}</span>
        </Figure>
        <Figure label="Average latency" value={formatMs(totals.avgLatencyMs)}>
          <Delta value={growth(totals.avgLatencyMs, previous.avgLatencyMs)} better="down" words={{ up: 'slower', down: 'faster' }} />
        </Figure>
      </dl>
      <div className="mt-6 grid gap-x-8 gap-y-8 lg:grid-cols-2">
        <TimeSeries
          {...common}
          title="Spend a day"
          note="US dollars, all tools"
          unit="money"
          series={[line('spend', 'Spend', (day) => day.spendMicros)]}
          empty="Nothing was spent in this window."
        />
        <TimeSeries
          {...common}
          title="Calls a day"
          note="All tools"
          unit="count"
          series={[line('calls', 'Calls', (day) => day.invocations)]}
          empty="No calls in this window."
        />
      </div>
    </Card>
  )
}
