import Link from 'next/link'
import { statusWords } from '@/lib/incidents/words'
import type { HistoryEvent } from '@/lib/status/history'
import { maintenanceState } from '@/lib/status/maintenance-state'
import type { SnapshotSystem } from '@/lib/status/model'
import { maintenanceWords } from '@/lib/status/words'
import { StatusMark } from '../ui/status-mark'
import { impactLine, incidentSpan } from './incident-story'
import { maintenanceWhen } from './maintenance-card'
import { incidentTones, maintenanceTones } from './marks'

/** Incidents and work of the past, a line each, with the last that was said. */
export function PastEvents({ events, systems, now }: { events: HistoryEvent[]; systems: Pick<SnapshotSystem, 'key' | 'name'>[]; now: Date }) {
  return (
    <ul className="divide-y divide-border rounded-lg border border-border bg-surface">
      {events.map((event) =>
        event.kind === 'incident' ? (
          <li key={event.incident.id} className="px-4 py-3 sm:px-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
              <Link href={`/status/incidents/${event.incident.number}`} prefetch={false} className="font-medium text-accent underline-offset-2 hover:underline">
                {event.incident.title}
              </Link>
              <span className="text-sm">
                <StatusMark tone={incidentTones[event.incident.status]} label={statusWords[event.incident.status]} />
                {event.incident.postmortem === null ? null : <span className="text-text-muted"> · with post-mortem</span>}
              </span>
            </div>
            <p className="text-sm text-text-muted">{[incidentSpan(event.incident, now), impactLine(event.incident, systems)].filter(Boolean).join(' · ')}</p>
            {lastWords(event) ? <p className="mt-1 line-clamp-3 max-w-[68ch] text-sm break-words">{lastWords(event)}</p> : null}
          </li>
        ) : (
          <li key={event.maintenance.id} id={`maintenance-${event.maintenance.id}`} className="px-4 py-3 sm:px-5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
              <p className="font-medium">{event.maintenance.title}</p>
              <span className="text-sm">
                <StatusMark
                  tone={maintenanceTones[maintenanceState(event.maintenance, now)]}
                  label={`Maintenance, ${maintenanceWords[maintenanceState(event.maintenance, now)].toLowerCase()}`}
                />
              </span>
            </div>
            <p className="text-sm text-text-muted">
              {maintenanceWhen(event.maintenance, now)} ·{' '}
              {event.maintenance.systems.map((key) => systems.find((one) => one.key === key)?.name ?? key).join(', ')}
            </p>
          </li>
        ),
      )}
    </ul>
  )
}

function lastWords(event: HistoryEvent): string {
  if (event.kind === 'maintenance') return ''
  return event.incident.updates.find(({ body }) => body.trim() !== '')?.body ?? event.incident.message
}
