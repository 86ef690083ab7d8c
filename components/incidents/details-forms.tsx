'use client'

import { ActionForm } from '@/components/ui/action-form'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { Disclosure } from '@/components/ui/disclosure'
import { SelectField } from '@/components/ui/select-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import { useAlive } from '@/components/ui/use-alive'
import type { Whole } from '@/components/ui/whole'
import type { FormAction } from '@/lib/action-result'
import { severityDefinitions } from '@/lib/incidents/model'
import type { IncidentDetail } from '@/lib/incidents/view'
import { CoverageFields } from './coverage-fields'
import { HeldVersion } from './held-version'
import type { Choices } from './use-choices'

interface DetailsFormsProps {
  incident: Pick<IncidentDetail, 'id' | 'version' | 'severity' | 'public' | 'message' | 'coverage' | 'routes' | 'tools' | 'provider' | 'title'> & {
    /** As a date and time field writes it, UTC. */
    startedAt: string
  }
  maySev1: boolean
  choices: Choices | null
  whole: Whole
  actions: { severity: FormAction; details: FormAction }
}

const summaryClass = 'py-2 text-sm font-medium'

/** The forms behind "Change". They stand folded away, so the browser draws them. */
export function DetailsForms({ incident, maySev1, choices, whole, actions }: DetailsFormsProps) {
  const alive = useAlive() || whole.drawn
  const named = (
    <>
      <input type="hidden" name="id" value={incident.id} />
      <HeldVersion version={incident.version} what="this incident" />
    </>
  )
  return (
    <div className="divide-y divide-border">
      <Disclosure summary="Severity" summaryClassName={summaryClass} name="details">
        {alive ? (
          <ActionForm key={incident.severity} action={actions.severity} className="space-y-3 pb-3">
            {named}
            <SelectField
              name="severity"
              label="Severity"
              defaultValue={String(incident.severity)}
              options={severityDefinitions.map(({ severity, label, means }) => ({
                value: String(severity),
                label: `${label}: ${means}`,
                disabled: severity === 1 && !maySev1,
              }))}
            />
            <TextField name="reason" label="Why" required maxLength={500} autoComplete="off" placeholder="Half of the searches fail, not all" />
            <SubmitButton variant="secondary">Change the severity</SubmitButton>
          </ActionForm>
        ) : null}
      </Disclosure>
      <Disclosure summary="Status page" summaryClassName={summaryClass} name="details">
        {alive ? (
          <ActionForm action={actions.details} className="space-y-3 pb-3">
            {named}
            <CheckboxField key={String(incident.public)} name="public" label="Show it on the status page" defaultChecked={incident.public} />
            <TextareaField name="message" label="What it says of it now" optional rows={3} maxLength={2000} defaultValue={incident.message} />
            <SubmitButton variant="secondary">Save</SubmitButton>
          </ActionForm>
        ) : null}
      </Disclosure>
      <Disclosure summary="What it explains" summaryClassName={summaryClass} name="details">
        {alive ? (
          <ActionForm key={`${incident.coverage} ${incident.provider}`} action={actions.details} className="space-y-3 pb-3">
            {named}
            <CoverageFields {...incident} choices={choices} whole={whole} />
            <SubmitButton variant="secondary">Save</SubmitButton>
          </ActionForm>
        ) : null}
      </Disclosure>
      <Disclosure summary="Title and beginning" summaryClassName={summaryClass} name="details">
        {alive ? (
          <ActionForm action={actions.details} className="space-y-3 pb-3">
            {named}
            <TextField name="title" label="Title" required maxLength={200} autoComplete="off" defaultValue={incident.title} />
            <TextField name="startedAt" label="Began (UTC)" type="datetime-local" required defaultValue={incident.startedAt} />
            <SubmitButton variant="secondary">Save</SubmitButton>
          </ActionForm>
        ) : null}
      </Disclosure>
    </div>
  )
}
