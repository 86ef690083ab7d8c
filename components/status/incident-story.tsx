import Link from 'next/link'
import { formatDateTime, formatDuration } from '@/lib/format'
import { impactWords, statusWords } from '@/lib/incidents/words'
import type { SnapshotIncident, SnapshotSystem } from '@/lib/status/model'
import { Badge } from '../ui/badge'
import { Card } from '../ui/card'
import { Timeline } from '../ui/timeline'
import { incidentTones } from './marks'

/** What happened to which systems: "API: partial outage · E-mail: degraded". */
export function impactLine({ systems }: SnapshotIncident, known: Pick<SnapshotSystem, 'key' | 'name'>[]): string {
  return systems.map(({ key, impact }) => `${nameOf(key, known)}: ${impactWords[impact].toLowerCase()}`).join(' · ')
}

function nameOf(key: string, known: Pick<SnapshotSystem, 'key' | 'name'>[]): string {
  return known.find((system) => system.key === key)?.name ?? key
}

/** How long it lasts, or lasted. */
export function incidentSpan({ startedAt, resolvedAt }: SnapshotIncident, now: Date): string {
  const began = new Date(startedAt)
  return resolvedAt === null
    ? `Since ${formatDateTime(began)}, for ${formatDuration(now.getTime() - began.getTime())}`
    : `${formatDateTime(began)}, ${formatDuration(new Date(resolvedAt).getTime() - began.getTime())}`
}

/** All public updates of an incident, the newest first. */
export function IncidentUpdates({ incident, now }: { incident: SnapshotIncident; now: Date }) {
  const { updates } = incident
  if (updates.length === 0) return <p className="max-w-[68ch] whitespace-pre-line">{incident.message || 'There is no update yet.'}</p>
  return (
    <Timeline
      label={`Updates of ${incident.title}`}
      now={now}
      items={updates.map(({ seq, status, body, at, correctedAt }) => ({
        id: String(seq),
        at: new Date(at),
        tone: status === null ? 'neutral' : incidentTones[status],
        toneLabel: '',
        title: status === null ? 'Update' : statusWords[status],
        body: (
          <>
            {body ? <p className="max-w-[68ch] text-base whitespace-pre-line break-words text-text">{body}</p> : null}
            {correctedAt === null ? null : <p className="mt-0.5 text-sm">Corrected {formatDateTime(new Date(correctedAt))}.</p>}
          </>
        ),
      }))}
    />
  )
}

/** An open incident on the page: what, which systems, and all that was said of it. */
export function OpenIncidentCard({ incident, systems, now }: { incident: SnapshotIncident; systems: SnapshotSystem[]; now: Date }) {
  const affected = impactLine(incident, systems)
  return (
    <Card
      id={`incident-${incident.number}`}
      title={
        <Link href={`/status/incidents/${incident.number}`} prefetch={false} className="underline-offset-2 hover:underline">
          {incident.title}
        </Link>
      }
      note={[affected, incidentSpan(incident, now)].filter(Boolean).join(' · ')}
      actions={<Badge tone={incidentTones[incident.status]}>{statusWords[incident.status]}</Badge>}
    >
      <IncidentUpdates incident={incident} now={now} />
    </Card>
  )
}
