import type { FormAction } from '@/lib/action-result'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { LinkButton } from '../ui/link-button'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'

/** Changing the address to sign in with: a link to the new one confirms it, the old one is told. */
export function AddressCard({ email, hasPassword, change }: { email: string; hasPassword: boolean; change: FormAction }) {
  return (
    <Card id="address" title="E-mail address" note={`You sign in as ${email}, and mails come there.`}>
      {hasPassword ? (
        <ActionForm action={change} className="max-w-80 space-y-4">
          <TextField
            name="email"
            label="New address"
            hint="It gets a link to confirm; until then nothing changes. The old address is told."
            type="email"
            required
            autoComplete="email"
          />
          <TextField name="password" label="Your password" type="password" required autoComplete="current-password" />
          <SubmitButton variant="secondary" pendingLabel="Sending">
            Send the link
          </SubmitButton>
        </ActionForm>
      ) : (
        <div className="space-y-3">
          <p className="text-sm">You sign in without a password so far. Choose one first: it protects the address from being changed by others.</p>
          <LinkButton href="/forgot-password">Choose a password</LinkButton>
        </div>
      )}
    </Card>
  )
}
