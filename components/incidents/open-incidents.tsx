import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { ChangingValue } from '@/components/ui/changing-value'
import { StatusMark } from '@/components/ui/status-mark'
import { nextUpdateDue } from '@/lib/incidents/due'
import type { IncidentRow } from '@/lib/incidents/view'
import { incidentLabel } from '@/lib/incidents/words'
import { TickingDue, TickingDuration } from './ticking'
import { impactMark, nameOf, severityMark, statusMark } from './words'

/** What is open now, the gravest first: what, how far, who, since when, and when somebody has to write next. */
export function OpenIncidents({ incidents, now }: { incidents: readonly IncidentRow[]; now: Date }) {
  return (
    <ul aria-label="Open incidents" data-live-list className="divide-y divide-border rounded-lg border border-border bg-surface">
      {incidents.map((incident) => {
        const due = nextUpdateDue(incident)
        const { tone, label } = severityMark(incident.severity)
        return (
          <li key={incident.id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3.5 sm:px-5">
            <div className="min-w-0 flex-1 basis-80">
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
                <Badge tone={tone}>{label}</Badge>
                <span className="text-text-muted">{incidentLabel(incident.number)}</span>
                <ChangingValue value={incident.status}>
                  <StatusMark {...statusMark(incident.status)} />
                </ChangingValue>
                {incident.simulated ? <span className="text-text-muted">simulated</span> : null}
                {incident.public ? <span className="text-text-muted">on the status page</span> : null}
              </p>
              <Link href={`/admin/incidents/${incident.id}`} prefetch={false} className="mt-1 block font-medium break-words hover:underline">
                {incident.title}
              </Link>
              {incident.systems.length > 0 ? (
                <ul aria-label="Affected systems" className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-text-muted">
                  {incident.systems.map(({ key, name, impact }) => (
                    <li key={key}>
                      <StatusMark tone={impactMark(impact).tone} label={`${name}: ${impactMark(impact).label.toLowerCase()}`} />
                    </li>
                  ))}
                </ul>
              ) : null}
            </div>
            <dl className="grid grid-cols-3 gap-x-6 text-sm max-sm:w-full">
              <div>
                <dt className="text-xs text-text-muted">Lasts</dt>
                <dd>
                  <TickingDuration from={incident.startedAt} now={now} />
                </dd>
              </div>
              <div>
                <dt className="text-xs text-text-muted">Next update</dt>
                <dd>{due ? <TickingDue due={due} now={now} /> : 'none'}</dd>
              </div>
              <div>
                <dt className="text-xs text-text-muted">In command</dt>
                <dd>{incident.commander ? nameOf(incident.commander) : <span className="text-serious">nobody</span>}</dd>
              </div>
            </dl>
          </li>
        )
      })}
    </ul>
  )
}
