import type { FormAction } from '@/lib/action-result'
import { clockText } from '@/lib/outbox/choices'
import { DEFAULT_WEEKLY_CAP, type MailSettings } from '@/lib/outbox/model'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { SelectField } from '../ui/select-field'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'

interface MailHoursCardProps {
  settings: MailSettings
  /** Zone that is offered to somebody who has chosen nothing. */
  ownZone: string
  save: FormAction
}

/** When and how often a person is written to. */
export function MailHoursCard({ settings, ownZone, save }: MailHoursCardProps) {
  const { quietFromMinute, quietToMinute, weeklyCap } = settings
  const zone = quietFromMinute === null ? ownZone : settings.timeZone
  const zones = [...new Set(['UTC', zone, ...Intl.supportedValuesOf('timeZone')])]
  return (
    <Card id="hours" title="When and how often" note="For every kind but those that are always on.">
      <ActionForm action={save} className="max-w-120 space-y-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField type="time" name="quietFrom" label="Quiet from" defaultValue={clockText(quietFromMinute)} optional />
          <TextField type="time" name="quietTo" label="Quiet until" defaultValue={clockText(quietToMinute)} optional />
        </div>
        <SelectField
          name="timeZone"
          label="Time zone of the quiet hours"
          hint="What is written in quiet hours comes at their end. Leave both times empty for none."
          defaultValue={zone}
          options={zones.map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))}
        />
        <TextField
          type="number"
          name="weeklyCap"
          label="Mails in seven days, at most"
          hint={`Empty: ${DEFAULT_WEEKLY_CAP}. Beyond it mails about your tools wait, and good news is left out.`}
          defaultValue={weeklyCap ?? ''}
          min={1}
          max={100}
          optional
          inputMode="numeric"
        />
        <SubmitButton variant="secondary" pendingLabel="Saving">
          Save when and how often
        </SubmitButton>
      </ActionForm>
    </Card>
  )
}
