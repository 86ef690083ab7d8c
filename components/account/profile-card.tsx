import type { FormAction } from '@/lib/action-result'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'

/** The name of the signed-in person. */
export function ProfileCard({ name, rename }: { name: string; rename: FormAction }) {
  return (
    <Card id="profile" title="Profile" note="Members of your organizations see it beside what you changed.">
      <ActionForm action={rename} className="max-w-80 space-y-4">
        <TextField name="name" label="Name" defaultValue={name} required maxLength={100} autoComplete="name" />
        <SubmitButton variant="secondary" pendingLabel="Saving">
          Save
        </SubmitButton>
      </ActionForm>
    </Card>
  )
}
