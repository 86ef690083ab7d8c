import type { FormAction } from '@/lib/action-result'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { LinkButton } from '../ui/link-button'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'

/** Changing the password; every other session ends with it. */
export function PasswordCard({ hasPassword, minLength, change }: { hasPassword: boolean; minLength: number; change: FormAction }) {
  return (
    <Card id="password" title="Password" note="Changing it ends every other session.">
      {hasPassword ? (
        <ActionForm action={change} className="max-w-80 space-y-4">
          <TextField name="currentPassword" label="Current password" type="password" required autoComplete="current-password" />
          <TextField
            name="newPassword"
            label="New password"
            hint={`At least ${minLength} characters.`}
            type="password"
            required
            minLength={minLength}
            autoComplete="new-password"
          />
          <SubmitButton variant="secondary" pendingLabel="Changing">
            Change the password
          </SubmitButton>
        </ActionForm>
      ) : (
        <LinkButton href="/forgot-password">Choose a password</LinkButton>
      )}
    </Card>
  )
}
