import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import type { Column } from '@/components/ui/data-table'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import type { FormAction } from '@/lib/action-result'
import type { MaintenanceRow, SilenceRow, SilenceState } from '@/lib/alerts/view'
import { formatDateTime, formatDuration } from '@/lib/format'
import { writtenIn } from '@/lib/local-time'
import { HOUR, MINUTE } from '@/lib/time'
import { matchersText } from './matchers-text'
import { Named } from './named'

export const silenceMarks: Record<SilenceState, { tone: Tone; label: string }> = {
  active: { tone: 'info', label: 'Holds' },
  pending: { tone: 'good', label: 'Begins later' },
  over: { tone: 'neutral', label: 'Over' },
}

interface SilenceColumnsOptions {
  /** To call tools by their names. */
  tools: { id: string; name: string }[]
  now: Date
  zone: string
  staff?: boolean
  mayChange: (row: { organizationId: string | null }) => boolean
  end: FormAction
  resume: FormAction
}

/** The columns of a list of silences. */
export function silenceColumns({ tools, now, zone, staff, mayChange, end, resume }: SilenceColumnsOptions): Column<SilenceRow>[] {
  return [
    {
      key: 'what',
      header: 'What is silenced',
      rowHeader: true,
      wrap: true,
      render: ({ matchers, reason, organizationName }) => (
        <>
          <code className="text-sm break-words">{matchersText(matchers, tools)}</code>
          <span className="block break-words text-text-muted">{reason}</span>
          {staff ? <span className="block text-xs text-text-muted">{organizationName ?? 'The platform'}</span> : null}
        </>
      ),
    },
    { key: 'state', header: 'State', render: ({ state }) => <StatusMark {...silenceMarks[state]} /> },
    { key: 'until', header: 'Until', render: ({ endsAt, endedAt }) => <TimeAgo at={endedAt ?? endsAt} now={now} zone={zone} /> },
    { key: 'held', header: 'Holds back', align: 'end', render: ({ held }) => String(held) },
    { key: 'by', header: 'By', hideOnPhone: true, render: ({ createdByName }) => createdByName ?? '–' },
    {
      key: 'change',
      header: 'Change',
      render: (silence) => {
        if (!mayChange(silence) || silence.endsAt <= now) return null
        const fields = { id: silence.id }
        return silence.endedAt ? (
          <ActionButton action={resume} fields={fields} size="sm" pendingLabel="Silencing">
            <Named title={silence.reason}>Silence again</Named>
          </ActionButton>
        ) : (
          <ActionButton action={end} undo={{ action: resume }} fields={fields} size="sm" pendingLabel="Ending">
            <Named title={silence.reason}>End it</Named>
          </ActionButton>
        )
      },
    },
  ]
}

interface MaintenanceColumnsOptions extends Omit<SilenceColumnsOptions, 'end' | 'resume'> {
  cancel: FormAction
  restore: FormAction
}

/** The columns of a list of maintenance windows. */
export function maintenanceColumns({ tools, now, staff, mayChange, cancel, restore }: MaintenanceColumnsOptions): Column<MaintenanceRow>[] {
  return [
    {
      key: 'name',
      header: 'What is done',
      rowHeader: true,
      wrap: true,
      render: ({ name, matchers, organizationName }) => (
        <>
          <span className="block break-words">{name}</span>
          <code className="block text-xs break-words text-text-muted">{matchersText(matchers, tools)}</code>
          {staff ? <span className="block text-xs text-text-muted">{organizationName ?? 'The platform'}</span> : null}
        </>
      ),
    },
    {
      key: 'when',
      header: 'When',
      wrap: true,
      render: ({ cron, startsAt, timeZone, durationMinutes, until }) => (
        <>
          <span className="block">{cron ? <code className="text-sm">{cron}</code> : formatDateTime(startsAt, timeZone)}</span>
          <span className="block text-text-muted">
            for {formatDuration(durationMinutes * MINUTE)}
            {cron ? `, ${timeZone}${until ? `, until ${formatDateTime(until, timeZone)}` : ''}` : ''}
          </span>
        </>
      ),
    },
    { key: 'state', header: 'State', render: (row) => <StatusMark {...maintenanceMark(row, now)} /> },
    {
      key: 'change',
      header: 'Change',
      render: (row) => {
        if (!mayChange(row) || isOver(row, now)) return null
        const fields = { id: row.id }
        return row.cancelledAt ? (
          <ActionButton action={restore} fields={fields} size="sm" pendingLabel="Planning">
            <Named title={row.name}>Plan it again</Named>
          </ActionButton>
        ) : (
          <ActionButton action={cancel} undo={{ action: restore }} fields={fields} size="sm" pendingLabel="Cancelling">
            <Named title={row.name}>Cancel</Named>
          </ActionButton>
        )
      },
    },
  ]
}

function isOver({ cron, startsAt, durationMinutes, until }: MaintenanceRow, now: Date): boolean {
  return cron === null ? startsAt.getTime() + durationMinutes * MINUTE <= now.getTime() : until !== null && until <= now
}

function maintenanceMark(row: MaintenanceRow, now: Date): { tone: Tone; label: string } {
  if (row.cancelledAt) return { tone: 'neutral', label: 'Cancelled' }
  if (isOver(row, now)) return { tone: 'neutral', label: 'Over' }
  if (row.held > 0 || (row.cron === null && row.startsAt <= now)) return { tone: 'info', label: 'Under way' }
  return { tone: 'good', label: row.cron ? 'Repeats' : 'Planned' }
}

interface Choices {
  rules: { id: string; name: string }[]
  tools: { id: string; name: string }[]
}

/** What is matched: a rule, a tool, a severity, and by hand any label. */
function MatcherFields({ rules, tools, everything = false }: Choices & { everything?: boolean }) {
  return (
    <>
      <SelectField
        name="rule"
        label="Rule"
        options={[{ value: '', label: everything ? 'Any' : 'Any rule' }, ...rules.map(({ name }) => ({ value: name, label: name }))]}
      />
      {tools.length > 0 ? (
        <SelectField name="tool" label="Tool" options={[{ value: '', label: 'Any tool' }, ...tools.map(({ id, name }) => ({ value: id, label: name }))]} />
      ) : null}
      <SelectField
        name="severity"
        label="Severity"
        options={[
          { value: '', label: 'Any severity' },
          { value: 'warning', label: 'Warnings only' },
          { value: 'critical', label: 'Critical only' },
        ]}
      />
      <Disclosure summary="Another label" summaryClassName="py-1 text-sm font-medium">
        <div className="grid grid-cols-[1fr_auto_1fr] gap-2 pt-2">
          <TextField name="label" label="Label" autoComplete="off" maxLength={100} placeholder="service" />
          <SelectField name="op" label="Is" options={['=', '!=', '=~', '!~'].map((value) => ({ value, label: value }))} />
          <TextField name="value" label="Value" autoComplete="off" maxLength={500} placeholder="open.*" />
        </div>
      </Disclosure>
    </>
  )
}

/** Silences what matches, with a reason and an end. */
export function SilenceForm({ action, rules, tools }: Choices & { action: FormAction }) {
  return (
    <ActionForm action={action} className="space-y-3">
      <MatcherFields rules={rules} tools={tools} />
      <TextField name="reason" label="Why" required maxLength={500} autoComplete="off" placeholder="Expected while the cache is moved" />
      <SelectField
        name="hours"
        label="For"
        defaultValue="2"
        options={[
          { value: '1', label: 'an hour' },
          { value: '2', label: '2 hours' },
          { value: '8', label: '8 hours' },
          { value: '24', label: 'a day' },
          { value: '72', label: '3 days' },
          { value: '168', label: 'a week' },
        ]}
      />
      <SubmitButton pendingLabel="Silencing">Silence it</SubmitButton>
    </ActionForm>
  )
}

/** Plans work, once or again and again. */
export function MaintenanceForm({ action, rules, tools, zone, now }: Choices & { action: FormAction; zone: string; now: Date }) {
  const next = new Date(Math.ceil(now.getTime() / HOUR) * HOUR)
  return (
    <ActionForm action={action} className="space-y-3">
      <TextField name="name" label="What is done" required maxLength={200} autoComplete="off" placeholder="Database upgrade" />
      <MatcherFields rules={rules} tools={tools} everything />
      <TextField name="from" type="datetime-local" label="From" hint={`On the clocks of ${zone}.`} required defaultValue={writtenIn(next, zone)} />
      <TextField name="minutes" type="number" label="For how many minutes" required min={1} max={10080} step={1} defaultValue="60" />
      <TextField
        name="cron"
        label="Again and again at"
        optional
        mono
        autoComplete="off"
        hint="Minute, hour, day, month, weekday: 0 2 * * 0 is Sundays at 02:00."
      />
      <SubmitButton pendingLabel="Planning">Plan it</SubmitButton>
    </ActionForm>
  )
}
