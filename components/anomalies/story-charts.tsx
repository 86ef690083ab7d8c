import type { ChartMark } from '@/components/charts/series'
import { TimeSeries } from '@/components/charts/time-series'
import { Card } from '@/components/ui/card'
import type { AnomalyMetric, StoryFacts } from '@/lib/anomalies/model'
import type { StoryChart, StoryView } from '@/lib/anomalies/view'
import { formatCount, formatValue, type Unit } from '@/lib/format'
import { metricWords, severityMarks } from './words'

/** Levels of calls and revenue are those of 5 minutes. */
const units: Record<AnomalyMetric, Unit> = { error_rate: 'percent', latency: 'ms', invocations: 'number', revenue: 'money' }

const notes: Record<AnomalyMetric, string> = {
  error_rate: 'Share of failed calls, whoever is charged',
  latency: 'Median of answered calls',
  invocations: 'Calls per 5 minutes',
  revenue: 'US dollars per 5 minutes',
}

interface StoryChartsProps {
  story: StoryView
  charts: StoryChart[]
  zone: string
  /** Address of a tool's page, without its id; null where the reader has none. */
  toolPath: string | null
}

/** What was observed against what would have been usual, one chart a sign, with what changed meanwhile. */
export function StoryCharts({ story, charts, zone, toolPath }: StoryChartsProps) {
  if (charts.length === 0) {
    return (
      <Card title="What was observed">
        <p className="text-sm text-text-muted">Five-minute figures are kept for 35 days; those of this story are gone. What it found is kept below.</p>
      </Card>
    )
  }
  const left = story.events.length - charts.length
  return (
    <Card
      title={charts.length === 1 ? 'The sign' : `${charts.length} signs`}
      note="The half hour up to each moment, as it is judged. The grey area is what the same hour was like on earlier days, weekdays and weekends apart."
    >
      <div className={charts.length === 1 ? '' : 'grid gap-x-8 gap-y-8 lg:grid-cols-2'}>
        {charts.map(({ event, metric, window, points, happenings }) => (
          <TimeSeries
            key={event.id}
            title={`${metricWords[metric]} of ${event.toolName}: ${level(metric, event.currentValue)} instead of ${level(metric, event.baselineValue)}`}
            note={notes[metric]}
            unit={units[metric]}
            zone={zone}
            from={window.from}
            to={window.to}
            height={charts.length === 1 ? 220 : 160}
            series={[{ id: metric, label: 'Observed', points: points.map(({ at, observed }) => ({ at, value: observed })) }]}
            expected={{ label: 'Usual', points }}
            marks={marksOf(story, event.startedAt, event.endedAt, happenings, toolPath === null ? undefined : `${toolPath}/${event.toolId}`)}
            empty="No call was reported in this time."
          />
        ))}
      </div>
      {left > 0 ? (
        <p className="mt-4 text-sm text-text-muted">{left === 1 ? 'One more sign is' : `${formatCount(left)} more signs are`} listed under “All signs”.</p>
      ) : null}
    </Card>
  )
}

/** A level in the metric's unit: "41 %", "900 ms", "12 calls". */
export function level(metric: AnomalyMetric, value: number): string {
  const text = formatValue(metric === 'invocations' && value >= 10 ? Math.round(value) : value, units[metric])
  return metric === 'invocations' ? `${text} calls` : text
}

/** Beginning and end of the stretch, releases and deploys, and what the change ledger suspects. */
function marksOf(story: StoryView, startedAt: Date, endedAt: Date | null, happenings: { id: string; at: Date; label: string }[], href?: string): ChartMark[] {
  const known = new Set(happenings.map(({ at }) => at.getTime()))
  const suspects: StoryFacts['suspects'] = story.facts.suspects.filter(({ at }) => !known.has(Date.parse(at)))
  return [
    ...happenings.map((happening) => ({ ...happening, tone: 'info' as const, href })),
    ...suspects.map((suspect) => ({
      id: `${suspect.kind}-${suspect.at}-${suspect.label}`,
      at: new Date(suspect.at),
      label: suspect.label,
      tone: 'info' as const,
    })),
    { id: 'start', at: startedAt, label: 'Confirmed as out of the ordinary', tone: severityMarks[story.severity].tone },
    ...(endedAt ? [{ id: 'end', at: endedAt, label: story.state === 'expired' ? 'Counts as usual from here' : 'As usual again', tone: 'good' as const }] : []),
  ]
}
