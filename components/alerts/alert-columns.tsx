import type { Column } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { TableFilter } from '@/components/ui/table-filters'
import { TimeAgo } from '@/components/ui/time-ago'
import { type AlertNarrowing, alertSpans } from '@/lib/alerts/filter'
import { alertSeverities, alertStates } from '@/lib/alerts/model'
import type { AlertRow } from '@/lib/alerts/view'
import { formatDuration } from '@/lib/format'
import { reasonOf, severityMarks, stateMarks } from './words'

/** The columns of a list of alerts; staff see whose each is. */
export function alertColumns({ now, zone, staff = false }: { now: Date; zone: string; staff?: boolean }): Column<AlertRow>[] {
  const own: Column<AlertRow>[] = [
    { key: 'title', header: 'Alert', rowHeader: true, wrap: true, render: ({ title }) => <span className="break-words">{title}</span> },
    { key: 'severity', header: 'Severity', sortable: true, firstDirection: 'desc', render: ({ severity }) => <StatusMark {...severityMarks[severity]} /> },
    {
      key: 'state',
      header: 'State',
      render: ({ state, resolveReason }) => (
        <>
          <StatusMark {...stateMarks[state]} />
          {resolveReason && state === 'resolved' ? <span className="block text-xs text-text-muted">{reasonOf(resolveReason)}</span> : null}
        </>
      ),
    },
    { key: 'fired', header: 'Fired', sortable: true, firstDirection: 'desc', render: ({ firedAt }) => <TimeAgo at={firedAt} now={now} zone={zone} /> },
    {
      key: 'lasted',
      header: 'Lasted',
      sortable: true,
      firstDirection: 'desc',
      align: 'end',
      render: ({ firedAt, resolvedAt }) => formatDuration((resolvedAt ?? now).getTime() - firedAt.getTime()),
    },
    { key: 'subject', header: 'About', hideOnPhone: true, wrap: true, render: (alert) => subjectOf(alert) },
    {
      key: 'rule',
      header: 'Rule',
      hideOnPhone: true,
      wrap: true,
      render: ({ ruleName, source }) => ruleName ?? (source === 'alertmanager' ? 'Alertmanager' : '–'),
    },
  ]
  if (!staff) return own
  return [...own.slice(0, 1), { key: 'organization', header: 'Whose', render: ({ organizationName }) => organizationName ?? 'The platform' }, ...own.slice(1)]
}

function subjectOf({ toolName, labels }: AlertRow): string {
  return toolName ?? labels.service ?? labels.provider ?? labels.route ?? '–'
}

/** The filters of a list of alerts. */
export function alertFilters(
  filter: AlertNarrowing,
  { tools = [], services = [], rules = [] }: { tools?: { id: string; name: string }[]; services?: string[]; rules?: { id: string; name: string }[] },
): TableFilter[] {
  const named = (list: { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }))
  const all: (TableFilter | null)[] = [
    {
      name: 'severity',
      label: 'Severity',
      value: filter.severity ?? '',
      allLabel: 'Every severity',
      options: alertSeverities.map((value) => ({ value, label: severityMarks[value].label })),
    },
    {
      name: 'state',
      label: 'State',
      value: filter.state ?? '',
      allLabel: 'Every state',
      options: alertStates.map((value) => ({ value, label: stateMarks[value].label })),
    },
    tools.length > 0 ? { name: 'tool', label: 'Tool', value: filter.toolId ?? '', allLabel: 'All tools', options: named(tools) } : null,
    services.length > 0
      ? {
          name: 'service',
          label: 'Service',
          value: filter.service ?? '',
          allLabel: 'All services',
          options: services.map((value) => ({ value, label: value })),
        }
      : null,
    rules.length > 0 ? { name: 'rule', label: 'Rule', value: filter.ruleId ?? '', allLabel: 'All rules', options: named(rules) } : null,
    {
      name: 'days',
      label: 'Time range',
      value: filter.days ? String(filter.days) : '',
      allLabel: 'Any time',
      options: Object.entries(alertSpans).map(([value, label]) => ({ value, label: `Last ${label}` })),
    },
  ]
  return all.filter((one) => one !== null)
}

export const alertCsvColumns = [
  'id',
  'organization',
  'rule',
  'source',
  'severity',
  'state',
  'title',
  'tool',
  'fired',
  'resolved',
  'minutes',
  'reason',
  'value',
  'worst',
  'threshold',
  'unit',
]

/** An alert as a row of the CSV file, its times in UTC. */
export function alertCsvRow(alert: AlertRow): (string | number | null)[] {
  const {
    id,
    organizationName,
    ruleName,
    source,
    severity,
    state,
    title,
    toolName,
    firedAt,
    resolvedAt,
    resolveReason,
    firedValue,
    worstValue,
    threshold,
    unit,
  } = alert
  const minutes = resolvedAt ? Math.round((resolvedAt.getTime() - firedAt.getTime()) / 60_000) : null
  return [
    id,
    organizationName,
    ruleName,
    source,
    severity,
    state,
    title,
    toolName,
    firedAt.toISOString(),
    resolvedAt?.toISOString() ?? null,
    minutes,
    resolveReason,
    firedValue,
    worstValue,
    threshold,
    unit,
  ]
}
