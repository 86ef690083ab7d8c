import { severityMarks } from '@/components/anomalies/words'
import type { ChartMark, Series } from '@/components/charts/series'
import { TimeSeries } from '@/components/charts/time-series'
import { Card } from '@/components/ui/card'
import { listStories } from '@/lib/anomalies/queries/list-stories'
import { formatChange } from '@/lib/format'
import type { readTenant } from '@/lib/http/read'
import { listFaultWindows } from '@/lib/ingest/queries'
import { listToolSeries } from '@/lib/metrics/queries'
import { listScoreHistory } from '@/lib/scores/queries'
import { addDays, DAY, startOfDay } from '@/lib/time'
import { listHappenings } from '@/lib/tools/queries'

type Tx = Parameters<Parameters<typeof readTenant>[1]>[0]

/** The charts look at this many whole days up to now and at as many before them. */
const TREND_DAYS = 30
/** Stories that are marked on their time axis. */
const MOST_STORIES = 60

/** What the trend charts show: 30 days day by day, the 30 days before, and what happened meanwhile. */
export async function loadTrends(tx: Tx, ctx: { organizationId: string; now: Date }) {
  const to = startOfDay(ctx.now)
  const window = { from: addDays(to, -TREND_DAYS), to }
  // Both stretches at once: two questions to the database instead of four.
  const both = { from: addDays(to, -2 * TREND_DAYS), to }
  const { organizationId } = ctx
  const [series, scores, happenings, faults, stories] = await Promise.all([
    listToolSeries(tx, { organizationId, window: both, step: 'day' }, { callers: false }),
    listScoreHistory(tx, { organizationId, window: both }),
    listHappenings(tx, { organizationId, window }),
    listFaultWindows(tx, { organizationId, window }),
    listStories(tx, { organizationId, now: ctx.now, days: '30', limit: MOST_STORIES }),
  ])
  return {
    window,
    series: series.filter(({ at }) => at >= window.from),
    previous: series.filter(({ at }) => at < window.from),
    scores: scores.filter(({ asOf }) => asOf >= window.from),
    scoresBefore: scores.filter(({ asOf }) => asOf < window.from),
    happenings,
    faults,
    stories,
  }
}

type TrendsProps = Awaited<ReturnType<typeof loadTrends>> & { zone: string }

/** Five charts over 30 days, each with the 30 days before as a faint line. */
export function Trends({ window, series, previous, scores, scoresBefore, happenings, faults, stories, zone }: TrendsProps) {
  const marks: ChartMark[] = [
    ...happenings.map((happening) => ({
      id: happening.id,
      at: happening.at,
      label: happening.label,
      tone: 'info' as const,
      href: happening.toolId ? `/dashboard/tools/${happening.toolId}` : undefined,
    })),
    ...faults.map((fault) => ({ id: fault.id, at: fault.fromAt, label: `${fault.label} began`, tone: 'serious' as const })),
    ...stories.map((story) => ({
      id: story.id,
      at: story.startedAt,
      label: story.title,
      tone: severityMarks[story.severity].tone,
      href: `/dashboard/anomalies/${story.id}`,
    })),
  ]
  type Point = (typeof series)[number]
  const line = (id: string, label: string, value: (point: Point) => number | null): Series => ({
    id,
    label,
    points: series.map((point) => ({ at: point.at, value: value(point) })),
    previous: previous.map((point) => ({ at: point.at, value: value(point) })),
  })
  const common = { zone, from: window.from, to: window.to, previous: { label: 'the 30 days before', shiftMs: TREND_DAYS * DAY }, marks, height: 160 }
  const calls = (points: Point[]) => points.reduce((sum, point) => sum + point.invocations, 0)
  const revenue = (points: Point[]) => points.reduce((sum, point) => sum + point.revenueMicros, 0)
  const rated = series.some((point) => point.rated > 0)
  return (
    <Card id="trends" title="The last 30 days" note="Whole days in UTC; the faint line is the 30 days before.">
      <div className="grid gap-x-8 gap-y-8 lg:grid-cols-2">
        <div className="min-w-0 lg:col-span-2">
          <TimeSeries
            {...common}
            title="Health score"
            note={scores.length > 0 ? 'Points of 100, from the fair error rates' : undefined}
            unit="score"
            yMax={100}
            series={[
              {
                id: 'score',
                label: 'Score',
                points: scores.map((day) => ({ at: day.asOf, value: day.score })),
                previous: scoresBefore.map((day) => ({ at: day.asOf, value: day.score })),
              },
            ]}
            thresholds={[
              { value: 80, label: 'good from 80', tone: 'good' },
              { value: 60, label: 'needs work from 60', tone: 'warning' },
            ]}
            empty="The first score stands here after the next calculation at 03:00 UTC."
          />
        </div>
        <TimeSeries
          {...common}
          title={`Invocations ${moved(calls(series), calls(previous))}`}
          note="Calls a day, all tools"
          unit="count"
          series={[line('invocations', 'Invocations', (point) => point.invocations)]}
          empty="No calls in this window."
        />
        <TimeSeries
          {...common}
          title="Error rate"
          note={rated ? 'Fair: failures charged to the developer; raw: every failure' : undefined}
          unit="percent"
          series={[
            line('fair', 'Fair', (point) => point.fairErrorRatio),
            { ...line('raw', 'Raw', (point) => point.rawErrorRatio), previous: undefined, color: 'chart-4' },
          ]}
          empty="The source of these calls states no outcome, so there is no error rate."
        />
        <TimeSeries
          {...common}
          title="Latency, p95"
          note="95 of 100 calls were faster"
          unit="ms"
          series={[line('p95', 'p95', (point) => point.p95Ms)]}
          empty="No latency was measured."
        />
        <TimeSeries
          {...common}
          title={`Revenue ${moved(revenue(series), revenue(previous))}`}
          note="US dollars a day, all tools"
          unit="money"
          series={[line('revenue', 'Revenue', (point) => point.revenueMicros)]}
          empty="No priced calls in this window."
        />
      </div>
    </Card>
  )
}

/** The finding of a volume chart: how its sum compares with the 30 days before. */
function moved(now: number, before: number): string {
  if (before <= 0) return now > 0 ? 'began in this window' : ''
  const ratio = now / before - 1
  if (Math.abs(ratio) < 0.02) return 'held steady'
  return ratio > 0 ? `rose by ${formatChange(ratio).replace('+', '')}` : `fell by ${formatChange(-ratio).replace('+', '')}`
}
