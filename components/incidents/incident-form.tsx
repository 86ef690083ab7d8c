import { ActionForm } from '@/components/ui/action-form'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import type { Whole } from '@/components/ui/whole'
import type { FormAction } from '@/lib/action-result'
import { type Coverage, type Severity, type SystemImpact, severityDefinitions } from '@/lib/incidents/model'
import { CoverageFields } from './coverage-fields'
import { updateWords } from './severity-definitions'
import { type SystemChoice, SystemsFields } from './systems-fields'
import type { Choices } from './use-choices'
import { severityMark } from './words'

/** What the form begins with. */
export interface IncidentDraft {
  alertId: string | null
  title: string
  severity: Severity
  /** As a date and time field writes it, UTC; '' for now. */
  startedAt: string
  systems: readonly { key: string; impact: SystemImpact }[]
  coverage: Coverage
  routes: readonly string[]
  tools: readonly { id: string; name: string }[]
  provider: string | null
}

interface IncidentFormProps {
  open: FormAction
  draft: IncidentDraft
  maySev1: boolean
  systems: readonly SystemChoice[]
  staff: readonly { id: string; name: string }[]
  /** The reader, who takes command unless another is chosen. */
  me: string
  choices: Choices | null
  whole: Whole
}

/** Opens an incident: what is broken, how grave it is, what it hits, and whose failures it explains. */
export function IncidentForm({ open, draft, maySev1, systems, staff, me, choices, whole }: IncidentFormProps) {
  return (
    <ActionForm action={open} className="space-y-6">
      {draft.alertId ? <input type="hidden" name="alertId" value={draft.alertId} /> : null}
      <TextField
        name="title"
        label="What is broken"
        required
        maxLength={200}
        autoComplete="off"
        defaultValue={draft.title}
        placeholder="Search answers with errors"
      />
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">How grave is it</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {severityDefinitions.map(({ severity, means, response, updateMinutes }) => {
            const locked = severity === 1 && !maySev1
            return (
              <label
                key={severity}
                className="flex items-start gap-2.5 rounded-md border border-border px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft has-disabled:opacity-60"
              >
                <input
                  type="radio"
                  name="severity"
                  value={severity}
                  defaultChecked={severity === draft.severity}
                  disabled={locked}
                  className="mt-0.5 size-4 shrink-0 pointer-coarse:size-6"
                />
                <span className="min-w-0 text-sm">
                  <StatusMark {...severityMark(severity)} className="font-medium" />
                  <span className="block">{means}</span>
                  <span className="block text-text-muted">
                    {response}; {updateWords(updateMinutes)}
                  </span>
                  {locked ? (
                    <span className="block text-text-muted">Needs the permission incidents.create_sev1: open a SEV2 and have somebody raise it.</span>
                  ) : null}
                </span>
              </label>
            )
          })}
        </div>
      </fieldset>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">What it hits</legend>
        <SystemsFields systems={systems} affected={draft.systems} />
      </fieldset>
      <CoverageFields {...draft} choices={choices} whole={whole} />
      <fieldset className="space-y-3">
        <legend className="mb-1.5 text-sm font-medium">What the public is told</legend>
        <CheckboxField
          name="public"
          label="Show it on the status page"
          hint="From the moment it is opened, with the systems above and this message. Updates are told there only when they are marked as public."
        />
        <TextareaField
          name="message"
          label="Message"
          optional
          rows={3}
          maxLength={2000}
          placeholder="Searches fail for some of you. We look for the cause and write again within 30 minutes."
        />
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          name="commanderId"
          label="In command"
          defaultValue={staff.some(({ id }) => id === me) ? me : ''}
          options={[{ value: '', label: 'Nobody yet' }, ...staff.map(({ id, name }) => ({ value: id, label: id === me ? `${name} (you)` : name }))]}
        />
        <TextField name="startedAt" label="Began (UTC)" optional type="datetime-local" defaultValue={draft.startedAt} hint="Now, when left out." />
      </div>
      <Disclosure summary="More: a key of its own" summaryClassName="py-1 text-sm font-medium">
        <div className="pt-2">
          <TextField
            name="incidentKey"
            label="Incident key"
            optional
            mono
            autoComplete="off"
            maxLength={200}
            hint="What is reported again under the same key while it is open becomes part of this incident. Made from the alert or the title when left out."
          />
        </div>
      </Disclosure>
      <SubmitButton pendingLabel="Opening">Open the incident</SubmitButton>
    </ActionForm>
  )
}
