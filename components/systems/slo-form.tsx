import { ActionForm } from '@/components/ui/action-form'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import type { FormAction } from '@/lib/action-result'
import { filterText } from '@/lib/alerts/filter-text'
import type { SloRow } from '@/lib/systems/health'
import { type System, sloWindows } from '@/lib/systems/model'
import { SLO_NAME_LENGTH } from '@/lib/systems/slo-input'

interface SloFormProps {
  save: FormAction
  /** Null: a new one. */
  slo: SloRow | null
  /** Bad events in six hours that its rule tells of. */
  minBad: number | null
  systems: Pick<System, 'key' | 'name'>[]
  metrics: readonly { key: string; label: string }[]
}

/** The editor of an SLO. */
export function SloForm({ save, slo, minBad, systems, metrics }: SloFormProps) {
  const ofMetrics = (current: string | undefined) => [
    { value: '', label: 'Choose a metric' },
    ...metrics.map(({ key, label }) => ({ value: key, label })),
    ...(current !== undefined && !metrics.some(({ key }) => key === current) ? [{ value: current, label: current }] : []),
  ]
  const { bad, total } = slo?.ratio ?? {}
  return (
    <ActionForm action={save} className="space-y-4">
      {slo ? (
        <>
          <input type="hidden" name="id" value={slo.id} />
          <input type="hidden" name="version" value={slo.version} />
        </>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField name="name" label="Name" required maxLength={SLO_NAME_LENGTH} autoComplete="off" defaultValue={slo?.name} />
        <SelectField
          name="systemKey"
          label="System"
          defaultValue={slo?.systemKey ?? ''}
          options={[{ value: '', label: 'Choose a system' }, ...systems.map(({ key, name }) => ({ value: key, label: name }))]}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          name="objective"
          label="Target, %"
          hint="Of all events so many are to be good: 99.9"
          type="number"
          required
          min={0}
          max={100}
          step="any"
          inputMode="decimal"
          defaultValue={slo ? Number((slo.objective * 100).toPrecision(10)) : ''}
        />
        <SelectField
          name="windowDays"
          label="Over"
          defaultValue={String(slo?.windowDays ?? 7)}
          options={sloWindows.map((days) => ({ value: String(days), label: `${days} days` }))}
        />
        <TextField
          name="minEvents"
          label="From how many events on"
          hint="With fewer in the window it is shown, and burns nothing."
          type="number"
          min={0}
          step={1}
          defaultValue={slo?.minEvents ?? 100}
        />
      </div>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-2 text-sm font-medium">Bad events</legend>
        <SelectField name="badMetric" label="Metric" defaultValue={bad?.metric ?? ''} options={ofMetrics(bad?.metric)} />
        <TextField
          name="badFilter"
          label="Only where"
          optional
          hint="As status=failed; several with commas."
          autoComplete="off"
          defaultValue={bad ? filterText(bad.filter) : ''}
        />
      </fieldset>
      <fieldset className="grid gap-4 sm:grid-cols-2">
        <legend className="mb-2 text-sm font-medium">All events</legend>
        <SelectField name="totalMetric" label="Metric" defaultValue={total?.metric ?? ''} options={ofMetrics(total?.metric)} />
        <TextField name="totalFilter" label="Only where" optional autoComplete="off" defaultValue={total ? filterText(total.filter) : ''} />
      </fieldset>
      <TextareaField name="description" label="What it means" optional rows={2} maxLength={1000} defaultValue={slo?.description} />
      <CheckboxField
        name="alerts"
        label="Tell when its budget burns"
        hint="Over two windows at once: an hour and five minutes, six hours and half an hour, each at the pace that follows from the days above. Channels, rest and quiet hours are set at its alert rule."
        defaultChecked={slo === null || slo.ruleEnabled === true}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="minBad"
          label="Tell as well at so many bad events in 6 hours"
          optional
          hint="For what has little traffic."
          type="number"
          min={1}
          step={1}
          defaultValue={minBad ?? ''}
        />
        <TextField
          name="position"
          label="Place in lists"
          hint="The lowest first."
          type="number"
          min={0}
          max={10000}
          step={1}
          defaultValue={slo?.position ?? 100}
        />
      </div>
      <CheckboxField name="enabled" label="Counts for the state of the platform" defaultChecked={slo?.enabled ?? true} />
      <SubmitButton variant="primary" pendingLabel="Saving">
        {slo ? 'Save the SLO' : 'Create the SLO'}
      </SubmitButton>
    </ActionForm>
  )
}
