import type { ChartMark, Series } from '@/components/charts/series'
import { TimeSeries } from '@/components/charts/time-series'
import { Card } from '@/components/ui/card'
import type { SeriesPoint } from '@/lib/metrics/model'
import { DAY } from '@/lib/time'
import type { ToolPage } from './load-tool'
import { type PeriodKey, periods } from './period'

/** Calls, errors by who is charged, latency and revenue over the chosen period. */
export function Charts({ page, period }: { page: ToolPage; period: PeriodKey }) {
  const { series, previous, window, zone } = page
  const { label, days, note } = periods[period]
  const marks: ChartMark[] = [
    ...page.happenings.map((happening) => ({ id: happening.id, at: happening.at, label: happening.label, tone: 'info' as const })),
    ...page.faults.map((fault) => ({
      id: fault.id,
      at: fault.fromAt < window.from ? window.from : fault.fromAt,
      label: fault.label,
      tone: 'serious' as const,
    })),
  ]
  const line = (id: string, name: string, value: (point: SeriesPoint) => number | null, withPrevious = false): Series => ({
    id,
    label: name,
    points: series.map((point) => ({ at: point.at, value: value(point) })),
    previous: withPrevious ? previous.map((point) => ({ at: point.at, value: value(point) })) : undefined,
  })
  const common = { zone, from: window.from, to: window.to, marks, height: 160, previous: { label: `the ${label} before`, shiftMs: days * DAY } }
  const share = (part: (point: SeriesPoint) => number) => (point: SeriesPoint) => (point.rated > 0 ? part(point) / point.rated : null)
  return (
    <Card id="trends" title={`The last ${label}`} note={`${note}; dashed lines are the ${label} before`}>
      <div className="grid gap-x-8 gap-y-8 lg:grid-cols-2">
        <TimeSeries
          {...common}
          title="Invocations"
          unit="count"
          series={[line('invocations', 'Invocations', (point) => point.invocations, true)]}
          empty="No calls in this window."
        />
        <TimeSeries
          {...common}
          title="Failed calls by who is charged"
          note="Share of all calls with a known outcome"
          unit="percent"
          series={[
            {
              ...line(
                'developer',
                'You',
                share((point) => point.errorsDeveloper),
              ),
              color: 'chart-4',
            },
            {
              ...line(
                'consumer',
                'Consumers',
                share((point) => point.errorsConsumer),
              ),
              color: 'chart-1',
            },
            {
              ...line(
                'upstream',
                'Upstream',
                share((point) => point.errorsUpstream),
              ),
              color: 'chart-3',
            },
            {
              ...line(
                'platform',
                'Platform',
                share((point) => point.errorsPlatform),
              ),
              color: 'chart-2',
            },
          ]}
          empty="The source of these calls states no outcome, so nothing is known about errors."
        />
        <TimeSeries
          {...common}
          title="Latency"
          note="Percentiles of all calls in a bucket, to within 2 %"
          unit="ms"
          series={[line('p50', 'p50', (point) => point.p50Ms), line('p95', 'p95', (point) => point.p95Ms), line('p99', 'p99', (point) => point.p99Ms)]}
          empty="No latency was measured."
        />
        <TimeSeries
          {...common}
          title="Revenue"
          note="US dollars"
          unit="money"
          series={[line('revenue', 'Revenue', (point) => point.revenueMicros, true)]}
          empty="No priced calls in this window."
        />
      </div>
    </Card>
  )
}
