import { Figure } from '@/components/ui/figure'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import { formatCount, formatDuration, formatPercent } from '@/lib/format'
import type { IncidentFigures } from '@/lib/incidents/view'
import { severityMark, tookWords } from './words'

/** How fast incidents are answered and ended, over a period: all of them, and by severity. */
export function FiguresTable({ figures }: { figures: IncidentFigures }) {
  const { overall, bySeverity, postmortemRatio } = figures
  return (
    <>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Figure label="MTTA" value={tookWords(overall.acknowledgeMs)}>
          <span className="text-xs text-text-muted">until somebody took it on</span>
        </Figure>
        <Figure label="MTTR to mitigation" value={formatDuration(overall.mitigateMs)}>
          <span className="text-xs text-text-muted">until its effects were over</span>
        </Figure>
        <Figure label="MTTR to resolution" value={formatDuration(overall.resolveMs)}>
          <span className="text-xs text-text-muted">until it was understood</span>
        </Figure>
        <Figure label="With a post-mortem" value={formatPercent(postmortemRatio, 0)}>
          <span className="text-xs text-text-muted">of {formatCount(overall.resolved)} resolved</span>
        </Figure>
      </dl>
      <ScrollRegion label="Figures by severity" className="mt-4">
        <table className="w-full text-sm">
          <caption className="sr-only">Figures by severity</caption>
          <thead>
            <tr className="text-xs text-text-muted">
              <th scope="col" className="py-1.5 pr-4 text-left font-medium">
                Severity
              </th>
              {['Incidents', 'MTTA', 'To mitigation', 'To resolution'].map((label) => (
                <th key={label} scope="col" className="py-1.5 pl-4 text-right font-medium whitespace-nowrap">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bySeverity.map((row) => (
              <tr key={row.severity} className="border-t border-border">
                <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                  <StatusMark {...severityMark(row.severity)} />
                </th>
                <td className="py-1.5 pl-4 text-right">{formatCount(row.incidents)}</td>
                {[row.acknowledgeMs, row.mitigateMs, row.resolveMs].map((ms, index) => (
                  <td key={['acknowledge', 'mitigate', 'resolve'][index]} className="py-1.5 pl-4 text-right whitespace-nowrap">
                    {tookWords(ms)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}
