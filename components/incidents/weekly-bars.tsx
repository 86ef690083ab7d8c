import { Disclosure } from '@/components/ui/disclosure'
import { ScrollRegion } from '@/components/ui/scroll-region'
import { StatusMark } from '@/components/ui/status-mark'
import { toneFill } from '@/components/ui/tone'
import { formatTick } from '@/lib/format'
import { severities } from '@/lib/incidents/model'
import type { IncidentFigures } from '@/lib/incidents/view'
import { DAY } from '@/lib/time'
import { severityMark } from './words'

type Weeks = IncidentFigures['weeks']

/** How often incidents began, week by week, in a sentence: the second half of the period against the first. */
export function trendSentence(weeks: Weeks): string {
  const half = Math.floor(weeks.length / 2)
  const sum = (part: Weeks) => part.reduce((all, { total }) => all + total, 0)
  const before = sum(weeks.slice(0, half))
  const since = sum(weeks.slice(weeks.length - half))
  if (half === 0 || before + since === 0) return 'No incident began in these weeks'
  const counted = `${since} in the last ${half} weeks, ${before} in the ${half} before`
  if (since === before) return `As many incidents as before: ${counted}`
  return `${since > before ? 'More' : 'Fewer'} incidents than before: ${counted}`
}

/** Incidents by the week in which they began and by severity: bars without script, and the same as a table. */
export function WeeklyBars({ weeks }: { weeks: Weeks }) {
  const most = Math.max(4, ...weeks.map(({ total }) => total))
  const label = (at: Date) => formatTick(at, 'UTC', 7 * DAY)
  return (
    <figure>
      <figcaption className="mb-3 flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div>
          <h3 className="font-medium">{trendSentence(weeks)}</h3>
          <p className="mt-0.5 text-sm text-text-muted">Incidents by the week in which they began, Mondays UTC.</p>
        </div>
        <p className="flex flex-wrap gap-x-3 text-xs text-text-muted">
          {severities.map((severity) => (
            <StatusMark key={severity} {...severityMark(severity)} />
          ))}
        </p>
      </figcaption>
      <div aria-hidden="true" className="flex h-28 items-end gap-1 border-b border-border-strong/60">
        {weeks.map((week) => (
          <div key={week.weekAt.toISOString()} className="flex h-full min-w-0 flex-1 flex-col items-center justify-end">
            <span className="text-xs text-text-muted">{week.total > 0 ? week.total : ''}</span>
            <div className="flex w-full max-w-8 flex-col-reverse gap-px overflow-hidden rounded-t-sm" style={{ height: `${(week.total / most) * 80}%` }}>
              {severities.map((severity) =>
                week.bySeverity[severity] > 0 ? (
                  <span key={severity} className={toneFill[severityMark(severity).tone]} style={{ flexGrow: week.bySeverity[severity] }} />
                ) : null,
              )}
            </div>
          </div>
        ))}
      </div>
      <p aria-hidden="true" className="mt-1 flex justify-between text-xs text-text-muted">
        <span>{weeks[0] ? label(weeks[0].weekAt) : ''}</span>
        <span>{weeks.length > 1 ? label(weeks[weeks.length - 1]?.weekAt ?? new Date(0)) : ''}</span>
      </p>
      <Disclosure summary="View data" className="mt-2" summaryClassName="py-1 text-sm text-text-muted">
        <ScrollRegion label="Incidents by week">
          <table className="w-full text-sm">
            <caption className="sr-only">Incidents by week</caption>
            <thead>
              <tr className="text-xs text-text-muted">
                <th scope="col" className="py-1 pr-4 text-left font-medium">
                  Week of
                </th>
                {severities.map((severity) => (
                  <th key={severity} scope="col" className="py-1 pl-4 text-right font-medium">
                    {severityMark(severity).label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.toReversed().map((week) => (
                <tr key={week.weekAt.toISOString()} className="border-t border-border">
                  <th scope="row" className="py-1 pr-4 text-left font-normal">
                    {label(week.weekAt)}
                  </th>
                  {severities.map((severity) => (
                    <td key={severity} className="py-1 pl-4 text-right">
                      {week.bySeverity[severity]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Disclosure>
    </figure>
  )
}
