import { ActionForm } from '@/components/ui/action-form'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { FormAction } from '@/lib/action-result'
import { MAX_AHEAD_DAYS, MAX_PAST_HOURS, MAX_PLANNED_DAYS, TITLE_LENGTH } from '@/lib/anomalies/planned/model'
import { writtenIn } from '@/lib/local-time'
import { addDays, floorTo, HOUR } from '@/lib/time'

interface PlanFormProps {
  action: FormAction
  /** Those to choose from; null: it holds for everybody's. */
  tools: { id: string; name: string }[] | null
  /** IANA name of the zone in which times are entered. */
  zone: string
  now: Date
}

/** Plans an event: what, for which tools, from when until when. */
export function PlanForm({ action, tools, zone, now }: PlanFormProps) {
  const next = new Date(floorTo(now, HOUR).getTime() + HOUR)
  const earliest = writtenIn(new Date(now.getTime() - MAX_PAST_HOURS * HOUR), zone)
  const latest = addDays(now, MAX_AHEAD_DAYS)
  return (
    <ActionForm action={action} className="space-y-3">
      <TextField name="title" label="What is planned" required maxLength={TITLE_LENGTH} autoComplete="off" placeholder="Database maintenance" />
      {tools ? (
        <SelectField
          name="toolId"
          label="Tools"
          options={[{ value: '', label: 'All your tools' }, ...tools.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      ) : null}
      <TextField
        name="from"
        type="datetime-local"
        label="From"
        hint={`On the clocks of ${zone}.`}
        required
        min={earliest}
        max={writtenIn(latest, zone)}
        defaultValue={writtenIn(next, zone)}
      />
      <TextField
        name="to"
        type="datetime-local"
        label="Until"
        hint={`At most ${MAX_PLANNED_DAYS} days later.`}
        required
        min={earliest}
        max={writtenIn(addDays(latest, MAX_PLANNED_DAYS), zone)}
        defaultValue={writtenIn(new Date(next.getTime() + 2 * HOUR), zone)}
      />
      <SubmitButton pendingLabel="Planning">Plan it</SubmitButton>
    </ActionForm>
  )
}
