import { ActionForm } from '@/components/ui/action-form'
import { CheckboxField } from '@/components/ui/checkbox-field'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { TextareaField } from '@/components/ui/textarea-field'
import type { FormAction } from '@/lib/action-result'
import type { System } from '@/lib/systems/model'

/** The editor of a system. */
export function SystemForm({ save, system }: { save: FormAction; system: System | null }) {
  return (
    <ActionForm action={save} className="space-y-4">
      {system ? (
        <>
          <input type="hidden" name="key" value={system.key} />
          <input type="hidden" name="updatedAt" value={system.updatedAt.toISOString()} />
        </>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="name"
          label="Name"
          required
          maxLength={60}
          autoComplete="off"
          defaultValue={system?.name}
          hint={system ? undefined : 'Its address is made of it and never changes.'}
        />
        <TextField name="groupName" label="Heading on the status page" optional maxLength={60} autoComplete="off" defaultValue={system?.groupName} />
      </div>
      <TextField name="description" label="For readers of the status page" optional maxLength={300} autoComplete="off" defaultValue={system?.description} />
      <TextareaField
        name="routes"
        label="Routes"
        optional
        rows={3}
        hint="One a line, by their beginning: /api/checkout. Their requests are the system’s figures."
        defaultValue={system?.routes.join('\n')}
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField name="provider" label="Provider" optional autoComplete="off" hint="A third party: stripe." defaultValue={system?.provider ?? ''} />
        <TextField name="logService" label="Service in the logs" optional autoComplete="off" defaultValue={system?.logService ?? ''} />
        <TextField
          name="position"
          label="Place in lists"
          type="number"
          min={0}
          max={10000}
          step={1}
          hint="The lowest first."
          defaultValue={system?.position ?? 100}
        />
      </div>
      <CheckboxField name="public" label="Stands on the public status page" defaultChecked={system?.public ?? true} />
      <SubmitButton variant="primary" pendingLabel="Saving">
        {system ? 'Save the system' : 'Create the system'}
      </SubmitButton>
    </ActionForm>
  )
}
