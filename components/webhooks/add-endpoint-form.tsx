'use client'

import { useActionState } from 'react'
import { noSecret, type SecretAction } from '@/lib/webhooks/secret-state'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import { SecretReveal } from './secret-reveal'

/** Registers an address and shows its signing secret once. */
export function AddEndpointForm({ action }: { action: SecretAction }) {
  const [state, submit] = useActionState(action, noSecret)
  return (
    <form action={submit} className="space-y-4">
      <SecretReveal state={state} />
      <div className="grid max-w-2xl items-end gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <TextField
          // A new address after a success, what was typed after a failure.
          key={state.secret ?? state.url}
          name="url"
          label="Address"
          type="url"
          required
          defaultValue={state.url}
          placeholder="https://example.com/webhooks"
          autoComplete="off"
          mono
        />
        <SubmitButton pendingLabel="Registering">Register</SubmitButton>
      </div>
    </form>
  )
}
