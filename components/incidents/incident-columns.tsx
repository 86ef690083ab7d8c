import type { Column } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatDuration } from '@/lib/format'
import { durationsOf } from '@/lib/incidents/clock'
import type { IncidentRow } from '@/lib/incidents/view'
import { incidentLabel } from '@/lib/incidents/words'
import { nameOf, postmortemMarks, severityMark, statusMark, tookWords } from './words'

/** The columns of the list of incidents. */
export function incidentColumns(now: Date): Column<IncidentRow>[] {
  return [
    {
      key: 'title',
      header: 'Incident',
      rowHeader: true,
      wrap: true,
      render: ({ number, title, simulated }) => (
        <>
          <span className="font-normal text-text-muted">{incidentLabel(number)}</span> {title}
          {simulated ? <span className="font-normal text-text-muted"> (simulated)</span> : null}
        </>
      ),
    },
    { key: 'severity', header: 'Severity', sortable: true, render: ({ severity }) => <StatusMark {...severityMark(severity)} /> },
    {
      key: 'status',
      header: 'Status',
      render: ({ status, closedAt }) => <StatusMark {...(closedAt ? { tone: 'good', label: 'Closed' } : statusMark(status))} />,
    },
    {
      key: 'systems',
      header: 'Systems',
      render: ({ systems }) => systems.map(({ name }) => name).join(', ') || <span className="text-text-muted">none named</span>,
    },
    { key: 'started', header: 'Began', sortable: true, firstDirection: 'desc', render: ({ startedAt }) => <TimeAgo at={startedAt} now={now} /> },
    { key: 'acknowledged', header: 'To take on', align: 'end', hideOnPhone: true, render: (row) => tookWords(durationsOf(row, now).acknowledgeMs) },
    { key: 'mitigated', header: 'To mitigate', align: 'end', hideOnPhone: true, render: (row) => formatDuration(durationsOf(row, now).mitigateMs) },
    { key: 'resolved', header: 'To resolve', align: 'end', hideOnPhone: true, render: (row) => formatDuration(durationsOf(row, now).resolveMs) },
    {
      key: 'postmortem',
      header: 'Post-mortem',
      render: ({ postmortem, openFollowups }) => (
        <>
          <StatusMark {...postmortemMarks[postmortem]} />
          {openFollowups > 0 ? (
            <span className="block text-xs text-text-muted">{openFollowups === 1 ? '1 follow-up is open' : `${openFollowups} follow-ups are open`}</span>
          ) : null}
        </>
      ),
    },
  ]
}

export const incidentCsvColumns = [
  'number',
  'id',
  'title',
  'severity',
  'status',
  'systems',
  'provider',
  'public',
  'commander',
  'opened_by',
  'started_at',
  'reported_at',
  'acknowledged_at',
  'mitigated_at',
  'resolved_at',
  'closed_at',
  'acknowledge_seconds',
  'mitigate_seconds',
  'resolve_seconds',
  'postmortem',
  'open_followups',
  'alerts',
  'simulated',
]

/** An incident as a line of the file. */
export function incidentCsvRow(row: IncidentRow, now: Date): (string | number | null)[] {
  const { acknowledgeMs, mitigateMs, resolveMs } = durationsOf(row, now)
  const text = (at: Date | null) => at?.toISOString() ?? null
  const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1000))
  return [
    incidentLabel(row.number),
    row.id,
    row.title,
    `SEV${row.severity}`,
    row.closedAt ? 'closed' : row.status,
    row.systems.map(({ key }) => key).join(' '),
    row.provider,
    row.public ? 'yes' : 'no',
    row.commander ? nameOf(row.commander) : null,
    row.createdBy ? nameOf(row.createdBy) : null,
    text(row.startedAt),
    text(row.createdAt),
    text(row.acknowledgedAt),
    text(row.mitigatedAt),
    text(row.resolvedAt),
    text(row.closedAt),
    seconds(acknowledgeMs),
    seconds(mitigateMs),
    seconds(resolveMs),
    row.postmortem,
    row.openFollowups,
    row.alerts,
    row.simulated ? 'yes' : 'no',
  ]
}
