import type { ReactNode } from 'react'
import { ChangingValue } from '@/components/ui/changing-value'
import { KeyValue } from '@/components/ui/key-value'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDuration } from '@/lib/format'
import { durationsOf } from '@/lib/incidents/clock'
import { severityDefinitions } from '@/lib/incidents/model'
import type { IncidentDetail } from '@/lib/incidents/view'
import { coverageChoices } from './coverage-fields'
import { TickingDue, TickingDuration } from './ticking'
import { impactMark, nameOf, postmortemMarks, severityMark, statusMark } from './words'

/** What is known of an incident at a glance. */
export function IncidentFacts({ incident, now }: { incident: IncidentDetail; now: Date }) {
  const { acknowledgeMs, mitigateMs, resolveMs } = durationsOf(incident, now)
  const definition = severityDefinitions.find(({ severity }) => severity === incident.severity)
  const open = incident.status !== 'resolved'
  const after = (at: Date | null, ms: number | null): ReactNode =>
    at === null ? (
      <span className="text-text-muted">not yet</span>
    ) : (
      <>
        after {formatDuration(ms)}, <TimeAgo at={at} now={now} />
      </>
    )
  const affected = incident.systems.filter(({ toAt }) => toAt === null)
  const earlier = incident.systemHistory.filter(({ key, toAt }) => toAt !== null && !affected.some((one) => one.key === key))
  return (
    <div className="space-y-4">
      <dl className="grid grid-cols-2 gap-4">
        <div>
          <dt className="text-xs text-text-muted">{open ? 'Lasts' : 'Lasted'}</dt>
          <dd className="text-lg font-semibold">{open ? <TickingDuration from={incident.startedAt} now={now} /> : formatDuration(resolveMs)}</dd>
        </div>
        <div>
          <dt className="text-xs text-text-muted">Next update</dt>
          <dd className="text-lg font-semibold">
            {incident.nextUpdateDueAt ? <TickingDue due={incident.nextUpdateDueAt} now={now} /> : <span className="font-normal text-text-muted">none due</span>}
          </dd>
        </div>
      </dl>
      <KeyValue
        items={[
          {
            label: 'Severity',
            value: (
              <>
                <ChangingValue value={incident.severity}>
                  <StatusMark {...severityMark(incident.severity)} />
                </ChangingValue>
                <span className="block text-sm text-text-muted">
                  {definition?.means}; {definition?.response.toLowerCase()}
                </span>
              </>
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
              affected.length + earlier.length === 0 ? (
                <span className="text-text-muted">none named</span>
              ) : (
                <ul className="space-y-0.5">
                  {affected.map(({ key, name, impact }) => (
                    <li key={key}>
                      <StatusMark tone={impactMark(impact).tone} label={`${name}: ${impactMark(impact).label.toLowerCase()}`} />
                    </li>
                  ))}
                  {[...new Map(earlier.map((one) => [one.key, one])).values()].map(({ key, name }) => (
                    <li key={key}>
                      <StatusMark tone="good" label={`${name}: operational again`} />
                    </li>
                  ))}
                </ul>
              ),
          },
          { label: 'Began', value: <TimeAgo at={incident.startedAt} now={now} /> },
          { label: 'Taken on', value: after(incident.acknowledgedAt, acknowledgeMs) },
          { label: 'Effects over', value: after(incident.mitigatedAt, mitigateMs) },
          { label: 'Resolved', value: after(incident.resolvedAt, resolveMs) },
          { label: 'Explains the failures of', value: coveredWords(incident) },
          ...(incident.provider ? [{ label: 'Provider', value: incident.provider }] : []),
          { label: 'Status page', value: incident.public ? 'shown' : 'not shown' },
          { label: 'Post-mortem', value: <StatusMark {...postmortemMarks[incident.postmortem]} /> },
          { label: 'Opened by', value: nameOf(incident.createdBy, 'an alert rule') },
          { label: 'Key', value: <code className="text-xs break-all">{incident.incidentKey}</code> },
        ]}
      />
    </div>
  )
}

function coveredWords({ coverage, routes, tools, provider }: IncidentDetail): string {
  if (coverage === 'none') return 'nobody'
  if (coverage === 'everything') return 'everything'
  if (coverage === 'provider') return `what depends on ${provider}`
  return [...routes, ...tools.map(({ name }) => name)].join(', ') || coverageChoices.some.label
}
