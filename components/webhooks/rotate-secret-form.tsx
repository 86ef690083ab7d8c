'use client'

import { useActionState } from 'react'
import { noSecret, type SecretAction } from '@/lib/webhooks/secret-state'
import { SubmitButton } from '../ui/submit-button'
import { SecretReveal } from './secret-reveal'

/** Makes a signing secret for an endpoint and shows it once. */
export function RotateSecretForm({ action, id, first }: { action: SecretAction; id: string /** There is none yet. */; first: boolean }) {
  const [state, submit] = useActionState(action, noSecret)
  return (
    <form action={submit} className="space-y-3">
      <SecretReveal state={state} />
      {state.secret ? null : (
        <>
          <input type="hidden" name="id" value={id} />
          <SubmitButton variant="secondary" pendingLabel={first ? 'Making' : 'Rotating'}>
            {first ? 'Make a signing secret' : 'Make a new secret'}
          </SubmitButton>
        </>
      )}
    </form>
  )
}
