import Link from 'next/link'
import { TimeSeries } from '@/components/charts/time-series'
import { Card } from '@/components/ui/card'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import { LAB_DAYS, type LabResult } from '@/lib/alerts/lab/model'
import { labSentence } from '@/lib/alerts/lab/sentence'
import { findMetric } from '@/lib/alerts/metrics/catalogue'
import type { RuleInput } from '@/lib/alerts/rule-input'
import { formatMetricValue } from '@/lib/alerts/words'
import { formatDateTime, formatDuration } from '@/lib/format'
import { chartUnit, severityMarks } from './words'

/** Rows of the table. */
const ROWS = 20
/** More alerts than this would hide the figures behind their marks. */
const MARKS = 80

interface RuleLabProps {
  /** Null: nothing was tried yet. */
  result: LabResult | null
  /** What keeps a draft from being tried: its fields are wrong. */
  problem: string | null
  input: RuleInput | null
  zone: string
  /** Where stories stand. */
  storyPath: string
}

/** What a draft would have done in the last 28 days. */
export function RuleLab({ result, problem, input, zone, storyPath }: RuleLabProps) {
  if (problem) {
    return (
      <Card id="lab" title="It cannot be tried yet">
        <p role="alert" className="text-sm">
          {problem}
        </p>
      </Card>
    )
  }
  if (!result || !input) {
    return (
      <Card id="lab" title="Rule lab">
        <p className="text-sm text-text-muted">{`“Try it on the past” judges the last ${LAB_DAYS} days by what is entered, minute by minute, and says how often it would have fired. Nothing is saved and nobody is told.`}</p>
      </Card>
    )
  }
  if (result.outcome === 'cannot') {
    return (
      <Card id="lab" title="It cannot be tried on the past">
        <p className="text-sm">{result.reason}</p>
      </Card>
    )
  }
  const metric = input.metric === null ? null : findMetric(input.metric)
  const metricUnit = input.aggregation === 'rate' ? 'per_minute' : (metric?.unit ?? 'count')
  const { unit, factor } = chartUnit(metricUnit)
  const { alerts, drawn, from, to, judged, leftOut } = result
  return (
    <Card
      id="lab"
      title={labSentence(result)}
      note={`${judged === 1 ? 'One series' : `${judged} series`}, judged minute by minute from ${formatDateTime(from, zone)}${leftOut > 0 ? `; ${leftOut} less busy tools were left out` : ''}.`}
    >
      <TimeSeries
        title={metric ? `${metric.label}, ${drawn.length === 1 ? (drawn[0]?.name ?? '') : `the ${drawn.length} series that fire most`}` : 'Values'}
        note={`Of each stretch the worst value. ${alerts.length <= MARKS ? 'The marks are the alerts that there would have been.' : 'There would have been too many alerts to mark each.'}`}
        unit={unit}
        zone={zone}
        from={from}
        to={to}
        series={drawn.map(({ name, points }, index) => ({
          id: String(index),
          label: name,
          points: points.map(({ at, value }) => ({ at: new Date(at), value: value === null ? null : value * factor })),
        }))}
        thresholds={
          input.kind === 'threshold' && input.threshold !== null
            ? [{ value: input.threshold * factor, label: `threshold ${formatMetricValue(input.threshold, metricUnit)}`, tone: 'critical' }]
            : []
        }
        marks={(alerts.length <= MARKS ? alerts : []).map(({ firedAt, name, severity, story }, index) => ({
          id: String(index),
          at: firedAt,
          label: `Would have fired: ${name}`,
          tone: severity === 'critical' ? ('critical' as const) : ('warning' as const),
          ...(story ? { href: `${storyPath}/${story.id}` } : {}),
        }))}
      />
      {alerts.length > 0 ? (
        <ScrollRegion label="Would-be alerts" className="mt-4">
          <table className="w-full text-sm">
            <caption className="sr-only">What would have fired, newest first</caption>
            <thead>
              <tr className="text-left text-xs text-text-muted">
                {['Would have fired', 'About', 'Severity', 'Lasted', 'Worst', 'Story'].map((head) => (
                  <th key={head} scope="col" className="px-2 py-1.5 font-medium whitespace-nowrap">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {alerts
                .toReversed()
                .slice(0, ROWS)
                .map(({ firedAt, resolvedAt, name, severity, worst, story }) => (
                  <tr key={`${name}-${firedAt.getTime()}`} className="border-t border-border">
                    <th scope="row" className="px-2 py-1.5 text-left font-normal whitespace-nowrap">
                      {formatDateTime(firedAt, zone)}
                    </th>
                    <td className="px-2 py-1.5 break-words">{name}</td>
                    <td className="px-2 py-1.5">
                      <StatusMark {...severityMarks[severity]} />
                    </td>
                    <td className="px-2 py-1.5 whitespace-nowrap">{resolvedAt ? formatDuration(resolvedAt.getTime() - firedAt.getTime()) : 'until now'}</td>
                    <td className="px-2 py-1.5 whitespace-nowrap">
                      {worst === null ? '–' : formatMetricValue(worst, input.kind === 'absence' ? 'count' : metricUnit)}
                    </td>
                    <td className="px-2 py-1.5">
                      {story ? (
                        <Link href={`${storyPath}/${story.id}`} prefetch={false} className="relative text-accent underline underline-offset-2">
                          Open<span className="sr-only"> the story of {formatDateTime(story.startedAt, zone)}</span>
                        </Link>
                      ) : (
                        'none'
                      )}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
          {alerts.length > ROWS ? <p className="mt-2 text-sm text-text-muted">{`The newest ${ROWS} of ${alerts.length}.`}</p> : null}
        </ScrollRegion>
      ) : null}
    </Card>
  )
}
