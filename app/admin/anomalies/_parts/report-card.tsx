import { metricWords } from '@/components/anomalies/words'
import { Card } from '@/components/ui/card'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import type { DetectorReport } from '@/lib/anomalies/view'
import { formatCount, formatPercent } from '@/lib/format'
import type { DetectorRecall } from '@/lib/incidents/view'

/** How far each detector is believed, and what that changes. */
export function ReportCard({ reports, recall, now }: { reports: DetectorReport[]; recall: DetectorRecall; now: Date }) {
  const asOf = reports.flatMap(({ asOf }) => (asOf ? [asOf] : [])).toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null
  const shown = reports.reduce((sum, report) => sum + report.shown, 0)
  return (
    <Card
      flush
      id="report-card"
      title="Report card of the detectors"
      note={
        <>
          {shown === 0
            ? 'Nobody has said of a story yet whether it was real; from the first answer on each detector has a precision here.'
            : `Of the stories of the past 90 days about which somebody said something. A detector below 30 % asks for more evidence before it speaks again.`}
          {recall.incidents > 0
            ? ` Incidents of that time that say whom they hit: ${formatCount(recall.incidents)}; with a story within half an hour: ${formatCount(recall.found)}.`
            : ' Once an incident says whom it hit, the part that had a story within half an hour stands here as recall.'}
          {asOf ? (
            <>
              {' '}
              Counted <TimeAgo at={asOf} now={now} />.
            </>
          ) : null}
        </>
      }
    >
      <ScrollRegion label="Report card">
        <table className="w-full text-sm">
          <caption className="sr-only">Precision and recall by metric</caption>
          <thead>
            <tr className="text-left text-xs text-text-muted">
              <th scope="col" className="px-4 py-2 font-medium sm:px-5">
                Metric
              </th>
              {['Answered', 'Confirmed', 'Precision', 'Recall'].map((label) => (
                <th key={label} scope="col" className="px-4 py-2 text-right font-medium whitespace-nowrap">
                  {label}
                </th>
              ))}
              <th scope="col" className="px-4 py-2 font-medium">
                What it means
              </th>
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <tr key={report.metric} className="border-t border-border">
                <th scope="row" className="px-4 py-2 text-left font-medium whitespace-nowrap sm:px-5">
                  {metricWords[report.metric]}
                </th>
                <td className="px-4 py-2 text-right tabular-nums">{formatCount(report.shown)}</td>
                <td className="px-4 py-2 text-right tabular-nums">{formatCount(report.confirmed)}</td>
                <td className="px-4 py-2 text-right tabular-nums">{report.shown > 0 ? formatPercent(report.confirmed / report.shown, 0) : '–'}</td>
                <td className="px-4 py-2 text-right tabular-nums">
                  {recall.incidents > 0 ? formatPercent(recall.byMetric[report.metric] / recall.incidents, 0) : '–'}
                </td>
                <td className="min-w-56 px-4 py-2">
                  <StatusMark {...meaning(report)} className="whitespace-normal" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  )
}

function meaning({ shown, confirmed, tightening }: DetectorReport): { tone: Tone; label: string } {
  if (tightening > 0) {
    const steps = tightening === 1 ? 'one step' : `${tightening} steps`
    return { tone: 'warning', label: `Tightened by ${steps}: it asks for more evidence and finds small things later` }
  }
  if (shown === 0) return { tone: 'neutral', label: 'As shipped; nobody has said anything yet' }
  if (confirmed / shown < 0.5) return { tone: 'warning', label: 'As shipped; fewer than half were real' }
  return { tone: 'good', label: 'As shipped; believed' }
}
