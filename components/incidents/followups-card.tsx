import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { FormAction } from '@/lib/action-result'
import { formatDate } from '@/lib/format'
import type { FollowupRow } from '@/lib/incidents/view'
import { DAY, isoDay } from '@/lib/time'
import { followupMark, nameOf } from './words'

interface FollowupsCardProps {
  incidentId: string
  followups: readonly FollowupRow[]
  staff: readonly { id: string; name: string }[]
  rules: readonly { id: string; name: string }[]
  now: Date
  /** Null: the reader may only look. */
  actions: { add: FormAction; change: FormAction; done: FormAction; notDoing: FormAction; open: FormAction; takeBack: FormAction } | null
}

/** The work that follows: each with an owner, a day, and where it can be proved, the alert that has to stay quiet. */
export function FollowupsCard({ incidentId, followups, staff, rules, now, actions }: FollowupsCardProps) {
  const open = followups.filter(({ state }) => state === 'open').length
  const owners = [{ value: '', label: 'Nobody yet' }, ...staff.map(({ id, name }) => ({ value: id, label: name }))]
  const signals = [{ value: '', label: 'None: said to be done by hand' }, ...rules.map(({ id, name }) => ({ value: id, label: name }))]
  return (
    <Card
      id="followups"
      title={
        followups.length === 0
          ? 'No follow-up yet'
          : open === 0
            ? `All ${followups.length} follow-ups are settled`
            : `${open} of ${followups.length} ${followups.length === 1 ? 'follow-up is' : 'follow-ups are'} open`
      }
      note="The incident closes by itself once its post-mortem is reviewed and every follow-up is done, or given up with a reason."
    >
      {followups.length > 0 ? (
        <ul className="divide-y divide-border">
          {followups.map((followup) => {
            const fields = { id: incidentId, followupId: followup.id, version: String(followup.version) }
            const late = followup.state === 'open' && followup.dueOn !== null && followup.dueOn < isoDay(now)
            return (
              <li key={followup.id} className="py-3 first:pt-0">
                <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
                  <div className="min-w-0 flex-1 basis-64">
                    <p className="break-words">{followup.title}</p>
                    <p className="mt-0.5 flex flex-wrap gap-x-3 text-sm text-text-muted">
                      <StatusMark {...followupMark(followup.state)} />
                      <span className={followup.owner ? undefined : 'text-serious'}>{followup.owner ? nameOf(followup.owner) : 'no owner'}</span>
                      {followup.dueOn ? (
                        <span className={late ? 'text-serious' : undefined}>
                          {late ? 'was due ' : 'due '}
                          {formatDate(new Date(`${followup.dueOn}T00:00:00Z`))}
                        </span>
                      ) : null}
                    </p>
                    {followup.signal ? <p className="mt-0.5 text-sm text-text-muted">{signalWords(followup)}</p> : null}
                    {followup.reason ? <p className="mt-0.5 text-sm break-words">{followup.reason}</p> : null}
                  </div>
                  {actions ? (
                    followup.state === 'open' ? (
                      followup.claimedAt ? null : (
                        <ActionButton action={actions.done} undo={{ action: actions.takeBack }} fields={fields} size="sm" pendingLabel="Saving">
                          {followup.signal ? 'It is fixed' : 'Done'}
                        </ActionButton>
                      )
                    ) : (
                      <ActionButton action={actions.open} fields={fields} size="sm" variant="ghost" pendingLabel="Opening">
                        Open again
                      </ActionButton>
                    )
                  ) : null}
                </div>
                {actions && followup.state === 'open' ? (
                  <div className="mt-1 flex flex-wrap gap-x-6">
                    <Disclosure summary="Change" summaryClassName="text-xs text-text-muted" className="open:basis-full">
                      <ActionForm key={followup.version} action={actions.change} className="grid gap-3 pt-2 sm:grid-cols-2">
                        <Hidden fields={fields} />
                        <Fields followup={followup} owners={owners} signals={signals} />
                        <div className="sm:col-span-2">
                          <SubmitButton variant="secondary" size="sm">
                            Save
                          </SubmitButton>
                        </div>
                      </ActionForm>
                    </Disclosure>
                    <Disclosure summary="Not doing it" summaryClassName="text-xs text-text-muted" className="open:basis-full">
                      <ActionForm action={actions.notDoing} undo={{ action: actions.takeBack }} className="space-y-2 pt-2">
                        <Hidden fields={fields} />
                        <TextField name="reason" label="Why it will not be done" required maxLength={500} autoComplete="off" />
                        <SubmitButton variant="secondary" size="sm">
                          Settle it
                        </SubmitButton>
                      </ActionForm>
                    </Disclosure>
                  </div>
                ) : null}
              </li>
            )
          })}
        </ul>
      ) : null}
      {actions ? (
        <Disclosure summary="Add a follow-up" summaryClassName="py-1 text-sm font-medium" open={followups.length === 0}>
          <ActionForm action={actions.add} className="grid gap-3 pt-2 sm:grid-cols-2">
            <input type="hidden" name="id" value={incidentId} />
            <Fields followup={null} owners={owners} signals={signals} />
            <div className="sm:col-span-2">
              <SubmitButton variant="secondary" pendingLabel="Adding">
                Add it
              </SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      ) : null}
    </Card>
  )
}

type Options = { value: string; label: string }[]

function Fields({ followup, owners, signals }: { followup: FollowupRow | null; owners: Options; signals: Options }) {
  return (
    <>
      <div className="sm:col-span-2">
        <TextField name="title" label="What is to be done" required maxLength={300} autoComplete="off" defaultValue={followup?.title ?? ''} />
      </div>
      <SelectField name="ownerId" label="Owner" defaultValue={followup?.owner?.id ?? ''} options={owners} />
      <TextField name="dueOn" label="Due" optional type="date" defaultValue={followup?.dueOn ?? ''} />
      <SelectField name="ruleId" label="The alert that it quietens" defaultValue={followup?.signal?.ruleId ?? ''} options={signals} />
      <TextField name="cleanDays" label="Quiet for, days" type="number" min={1} max={90} step={1} defaultValue={followup?.signal?.cleanDays ?? 7} />
    </>
  )
}

function Hidden({ fields }: { fields: Record<string, string> }) {
  return Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)
}

function signalWords({ signal, claimedAt, state }: FollowupRow): string {
  if (!signal) return ''
  const rule = signal.ruleName ? `“${signal.ruleName}”` : 'A rule that is gone'
  const days = signal.cleanDays === 1 ? 'a day' : `${signal.cleanDays} days`
  if (state === 'done') return `${rule} stayed quiet for ${days}.`
  if (claimedAt === null) return `Counts as done once ${rule} has stayed quiet for ${days}.`
  return `Said to be fixed; counts as done on ${formatDate(new Date(claimedAt.getTime() + signal.cleanDays * DAY))} if ${rule} stays quiet.`
}
