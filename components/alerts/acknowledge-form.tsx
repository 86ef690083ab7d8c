import { ActionForm } from '@/components/ui/action-form'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { FormAction } from '@/lib/action-result'

interface AcknowledgeFormProps {
  alertIds: readonly string[]
  acknowledge: FormAction
  /** Gives it back; offered on the toast. Only of one alert. */
  rearm?: FormAction
  /** Has the alert a value that could become worse? */
  hasValue: boolean
}

/** Takes alerts in hand: a reason, and when the acknowledgement ends. */
export function AcknowledgeForm({ alertIds, acknowledge, rearm, hasValue }: AcknowledgeFormProps) {
  return (
    <ActionForm action={acknowledge} undo={rearm ? { action: rearm } : undefined} className="space-y-3">
      {alertIds.map((id) => (
        <input key={id} type="hidden" name="id" value={id} />
      ))}
      <TextField name="reason" label="Why is it in good hands" required maxLength={500} autoComplete="off" placeholder="The upstream is down; they are told" />
      <SelectField
        name="until"
        label="Holds"
        defaultValue="resolved"
        options={[
          { value: 'resolved', label: 'Until it is resolved' },
          ...(hasValue ? [{ value: 'worse', label: 'Until it is worse than now' }] : []),
          { value: '1', label: 'For an hour' },
          { value: '4', label: 'For 4 hours' },
          { value: '24', label: 'For a day' },
          { value: '72', label: 'For 3 days' },
        ]}
      />
      <SubmitButton pendingLabel="Acknowledging">Acknowledge</SubmitButton>
    </ActionForm>
  )
}
