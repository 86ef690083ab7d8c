import { Fragment, type ReactNode } from 'react'
import { ChangingValue } from '@/components/ui/changing-value'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDateTime, formatDuration } from '@/lib/format'
import { durationsOf } from '@/lib/incidents/clock'
import { severityDefinitions } from '@/lib/incidents/model'
import type { IncidentDetail } from '@/lib/incidents/view'
import { SECOND } from '@/lib/time'
import { coverageChoices } from './coverage-fields'
import { TickingDue, TickingDuration } from './ticking'
import { impactMark, nameOf, postmortemMarks, severityMark, statusMark } from './words'

/** How long it lasts and when somebody has to write next: what changes while one looks. */
export function IncidentClock({ incident, now }: { incident: IncidentDetail; now: Date }) {
  const open = incident.status !== 'resolved'
  return (
    <dl className="grid grid-cols-2 gap-4">
      <div>
        <dt className="text-xs text-text-muted">{open ? 'Lasts' : 'Lasted'}</dt>
        <dd className="text-lg font-semibold">
          {open ? <TickingDuration from={incident.startedAt} now={now} /> : formatDuration(durationsOf(incident, now).resolveMs)}
        </dd>
      </div>
      <div>
        <dt className="text-xs text-text-muted">Next update</dt>
        <dd className="text-lg font-semibold">
          {incident.nextUpdateDueAt ? <TickingDue due={incident.nextUpdateDueAt} now={now} /> : <span className="font-normal text-text-muted">none due</span>}
        </dd>
      </div>
    </dl>
  )
}

/** What is known of an incident at a glance, a fact a line. */
export function IncidentFacts({ incident, now }: { incident: IncidentDetail; now: Date }) {
  const { acknowledgeMs, mitigateMs, resolveMs } = durationsOf(incident, now)
  const definition = severityDefinitions.find(({ severity }) => severity === incident.severity)
  const affected = incident.systems.filter(({ toAt }) => toAt === null)
  const over = new Map(incident.systems.filter(({ toAt }) => toAt !== null).map((one) => [one.key, one]))
  const after = (at: Date | null, ms: number | null): ReactNode =>
    at === null ? (
      <span className="text-text-muted">not yet</span>
    ) : (
      <span title={formatDateTime(at)}>{ms !== null && ms < SECOND ? 'at once' : `after ${formatDuration(ms)}`}</span>
    )
  const facts: { label: string; value: ReactNode }[] = [
    {
      label: 'Severity',
      value: (
        <span title={`${definition?.means}. ${definition?.response}.`}>
          <ChangingValue value={incident.severity}>
            <StatusMark {...severityMark(incident.severity)} />
          </ChangingValue>
        </span>
      ),
    },
    {
      label: 'Status',
      value: (
        <ChangingValue value={incident.closedAt ? 'closed' : incident.status}>
          <StatusMark {...(incident.closedAt ? { tone: 'good' as const, label: 'Closed' } : statusMark(incident.status))} />
        </ChangingValue>
      ),
    },
    { label: 'In command', value: incident.commander ? nameOf(incident.commander) : <span className="text-serious">nobody yet</span> },
    {
      label: 'Systems',
      value:
        affected.length + over.size === 0 ? (
          <span className="text-text-muted">none named</span>
        ) : (
          <ul>
            {affected.map(({ key, name, impact }) => (
              <li key={key}>
                <StatusMark tone={impactMark(impact).tone} label={`${name}: ${impactMark(impact).label.toLowerCase()}`} className="whitespace-normal" />
              </li>
            ))}
            {[...over.values()].map(({ key, name }) => (
              <li key={key}>
                <StatusMark tone="good" label={`${name}: operational again`} className="whitespace-normal" />
              </li>
            ))}
          </ul>
        ),
    },
    { label: 'Began', value: <TimeAgo at={incident.startedAt} now={now} /> },
    { label: 'Taken on', value: after(incident.acknowledgedAt, acknowledgeMs) },
    { label: 'Effects over', value: after(incident.mitigatedAt, mitigateMs) },
    { label: 'Resolved', value: after(incident.resolvedAt, resolveMs) },
    { label: 'Explains', value: coveredWords(incident) },
    { label: 'Status page', value: incident.public ? 'shown' : 'not shown' },
    { label: 'Post-mortem', value: <StatusMark {...postmortemMarks[incident.postmortem]} /> },
    { label: 'Opened by', value: nameOf(incident.createdBy, 'an alert rule') },
    { label: 'Key', value: <code className="text-xs break-all">{incident.incidentKey}</code> },
  ]
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
      {facts.map(({ label, value }) => (
        <Fragment key={label}>
          <dt className="text-text-muted">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

function coveredWords({ coverage, routes, tools, provider }: IncidentDetail): string {
  if (coverage === 'none') return 'no failures'
  if (coverage === 'everything') return 'all failures'
  if (coverage === 'provider') return `failures of what depends on ${provider}`
  return [...routes, ...tools.map(({ name }) => name)].join(', ') || coverageChoices.some.label
}
