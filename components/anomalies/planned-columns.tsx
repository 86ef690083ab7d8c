import { ActionButton } from '@/components/ui/action-button'
import type { Column } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { TableFilter } from '@/components/ui/table-filters'
import type { Tone } from '@/components/ui/tone'
import type { FormAction } from '@/lib/action-result'
import { type PlannedState, plannedStates } from '@/lib/anomalies/planned/model'
import { formatDateTime, formatDuration } from '@/lib/format'

/** An event as its list shows it. */
export interface PlannedRow {
  id: string
  /** Null: for everybody, by staff. */
  organizationId: string | null
  organizationName: string | null
  toolName: string | null
  title: string
  fromAt: Date
  toAt: Date
  state: PlannedState
}

const stateMarks: Record<PlannedState, { tone: Tone; label: string }> = {
  current: { tone: 'info', label: 'Under way' },
  ahead: { tone: 'good', label: 'Planned' },
  over: { tone: 'neutral', label: 'Over' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}

interface ColumnsOptions {
  /** Staff see whose it is. */
  staff: boolean
  zone: string
  now: Date
  /** Whether the reader may cancel this event, and bring it back. */
  mayChange: (event: PlannedRow) => boolean
  cancel: FormAction
  restore: FormAction
}

/** The columns of a list of planned events. */
export function plannedColumns({ staff, zone, now, mayChange, cancel, restore }: ColumnsOptions): Column<PlannedRow>[] {
  return [
    {
      key: 'title',
      header: 'What is planned',
      rowHeader: true,
      wrap: true,
      render: (event) => (
        <>
          <span className="block break-words">{event.title}</span>
          <span className="block text-text-muted">{coverage(event, staff)}</span>
        </>
      ),
    },
    {
      key: 'when',
      header: `When (${zone})`,
      render: ({ fromAt, toAt }) => (
        <>
          <span className="block">{formatDateTime(fromAt, zone).replace(`\u00a0${zone}`, '')}</span>
          <span className="block text-text-muted">for {formatDuration(toAt.getTime() - fromAt.getTime())}</span>
        </>
      ),
    },
    { key: 'state', header: 'State', render: ({ state }) => <StatusMark {...stateMarks[state]} /> },
    {
      key: 'change',
      header: 'Change',
      render: (event) => {
        if (!mayChange(event) || event.toAt <= now) return null
        const fields = { id: event.id }
        return event.state === 'cancelled' ? (
          <ActionButton action={restore} fields={fields} size="sm" pendingLabel="Planning">
            <Named title={event.title}>Plan it again</Named>
          </ActionButton>
        ) : (
          <ActionButton action={cancel} undo={{ action: restore }} fields={fields} size="sm" pendingLabel="Cancelling">
            <Named title={event.title}>Cancel</Named>
          </ActionButton>
        )
      },
    },
  ]
}

// A button's word with the event that it is about, for readers who do not see the row.
function Named({ title, children }: { title: string; children: string }) {
  return (
    <span className="relative">
      {children}
      <span className="sr-only">: {title}</span>
    </span>
  )
}

function coverage({ organizationId, organizationName, toolName }: PlannedRow, staff: boolean): string {
  if (organizationId === null) return staff ? 'Everybody, all tools' : 'All tools, planned by the platform'
  const tools = toolName ?? 'all tools'
  return staff ? `${organizationName}, ${tools}` : (toolName ?? 'All your tools')
}

/** The filter by state of a list of planned events. */
export function plannedStateFilter(value: PlannedState | undefined): TableFilter {
  const options = plannedStates.map((state) => ({ value: state, label: stateMarks[state].label }))
  return { name: 'state', label: 'State', value: value ?? '', allLabel: 'Every state', options }
}
