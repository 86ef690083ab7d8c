import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { MaintenanceFields } from '@/components/status/maintenance-fields'
import { maintenanceTones } from '@/components/status/marks'
import { ActionForm } from '@/components/ui/action-form'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextareaField } from '@/components/ui/textarea-field'
import { Timeline } from '@/components/ui/timeline'
import type { FormAction } from '@/lib/action-result'
import { hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { formatDateTime, formatDuration } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { maintenanceSpan, maintenanceState } from '@/lib/status/maintenance-state'
import { actsFor, type MaintenanceAct } from '@/lib/status/next-maintenance'
import { getMaintenance, type StaffMaintenance } from '@/lib/status/queries/maintenances'
import { listShownSystems } from '@/lib/status/queries/read-rows'
import { maintenanceEntryWords, maintenanceWords } from '@/lib/status/words'
import { cancel, change, complete, say, start } from '../actions'

export const metadata: Metadata = { title: 'Maintenance' }

/** One planned work: what was said of it, and what can be done with it. */
export default async function MaintenancePage({ params }: { params: Promise<{ maintenanceId: string }> }) {
  const ctx = await requireStaff('admin.read')
  const id = z.uuid().safeParse((await params).maintenanceId)
  if (!id.success) notFound()
  const { maintenance, entries, systems } = await readPlatform(ctx, async (tx) => ({
    ...(await getMaintenance(tx, id.data)),
    systems: await listShownSystems(tx),
  })).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  })
  const { now } = ctx
  const state = maintenanceState(maintenance, now)
  const acts = hasPermission(ctx.actor, 'incidents.create') ? actsFor(maintenance, now) : []
  const names = maintenance.systems.map((key) => systems.find((system) => system.key === key)?.name ?? key)
  return (
    <>
      <PageHeader
        eyebrow="Status page · Maintenance"
        title={maintenance.title}
        note={`${when(maintenance, now)} · ${names.join(', ')}`}
        actions={
          <>
            {maintenance.simulated ? <Badge tone="info">Simulated</Badge> : null}
            <Badge tone={maintenanceTones[state]}>{maintenanceWords[state]}</Badge>
            <LinkButton href="/admin/status/maintenance">All maintenance</LinkButton>
          </>
        }
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="min-w-0 space-y-4">
          {maintenance.body ? (
            <Card title="What it means for users">
              <p className="max-w-[68ch] whitespace-pre-line break-words">{maintenance.body}</p>
            </Card>
          ) : null}
          <Card title="What was said of it">
            {entries.length === 0 ? (
              <p className="text-text-muted">Nothing yet.</p>
            ) : (
              <Timeline
                label="What was said of it"
                now={now}
                items={entries.map(({ seq, type, author, body, at }) => ({
                  id: String(seq),
                  at,
                  tone: type === 'completed' ? 'good' : type === 'cancelled' ? 'neutral' : 'info',
                  toneLabel: '',
                  title: `${maintenanceEntryWords[type]}${author ? ` by ${author}` : ''}`,
                  body: body ? <p className="whitespace-pre-line break-words">{body}</p> : null,
                }))}
              />
            )}
          </Card>
          {acts.includes('change') ? (
            <Card title="Change it" note="The page and the calendars show it at once, and subscribers are told what is new.">
              {/* Based on what stands here: another change in between is not overwritten. */}
              <ActionForm key={maintenance.sequence} action={change} className="space-y-5">
                <Named maintenance={maintenance} />
                <MaintenanceFields systems={systems} value={maintenance} now={now} />
                <TextareaField
                  name="said"
                  label="What subscribers are told of the change"
                  hint="A new time is told in any case."
                  optional
                  maxLength={5000}
                  rows={2}
                />
                <SubmitButton variant="secondary" pendingLabel="Changing">
                  Change it
                </SubmitButton>
              </ActionForm>
            </Card>
          ) : null}
        </div>
        <div className="min-w-0 space-y-4">
          {forms
            .filter(({ act }) => acts.includes(act))
            .map((form) => (
              <ActCard key={`${form.act}-${maintenance.sequence}`} form={form} maintenance={maintenance} />
            ))}
          {acts.length === 0 ? (
            <Card title={state === 'cancelled' ? 'It was cancelled' : 'Nothing to do here'}>
              <p className="text-text-muted">
                {hasPermission(ctx.actor, 'incidents.create')
                  ? 'It stays on the page as part of the history.'
                  : 'Changing it needs the permission incidents.create.'}
              </p>
            </Card>
          ) : null}
        </div>
      </div>
    </>
  )
}

interface ActForm {
  act: MaintenanceAct
  title: string
  action: FormAction
  label: string
  button: string
  pending: string
  required: boolean
  /** Stands open: it is what is done most. */
  open: boolean
}

const forms: ActForm[] = [
  { act: 'say', title: 'Tell how it goes', action: say, label: 'Update', button: 'Post the update', pending: 'Posting', required: true, open: true },
  { act: 'start', title: 'Begin now', action: start, label: 'What is told', button: 'Begin now', pending: 'Beginning', required: false, open: false },
  {
    act: 'complete',
    title: 'Complete now',
    action: complete,
    label: 'What is told',
    button: 'Complete now',
    pending: 'Completing',
    required: false,
    open: false,
  },
  { act: 'cancel', title: 'Cancel it', action: cancel, label: 'Why', button: 'Cancel the maintenance', pending: 'Cancelling', required: true, open: false },
]

function ActCard({ form, maintenance }: { form: ActForm; maintenance: StaffMaintenance }) {
  return (
    <Card className="pt-0">
      <Disclosure summary={<span className="font-medium">{form.title}</span>} open={form.open} summaryClassName="pt-0">
        <ActionForm action={form.action} className="space-y-3 pt-3">
          <Named maintenance={maintenance} />
          <TextareaField name="said" label={form.label} optional={!form.required} required={form.required} maxLength={5000} rows={3} />
          <SubmitButton variant={form.act === 'cancel' ? 'danger' : form.act === 'say' ? 'primary' : 'secondary'} pendingLabel={form.pending}>
            {form.button}
          </SubmitButton>
        </ActionForm>
      </Disclosure>
    </Card>
  )
}

function Named({ maintenance }: { maintenance: StaffMaintenance }) {
  return (
    <>
      <input type="hidden" name="id" value={maintenance.id} />
      <input type="hidden" name="sequence" value={maintenance.sequence} />
    </>
  )
}

function when(maintenance: StaffMaintenance, now: Date): string {
  const { from, to } =
    maintenanceState(maintenance, now) === 'cancelled' ? { from: maintenance.startsAt, to: maintenance.endsAt } : maintenanceSpan(maintenance)
  return `${formatDateTime(from)} to ${formatDateTime(to)}, ${formatDuration(to.getTime() - from.getTime())}`
}
