'use client'

import { useActionState } from 'react'
import { type KeyAction, noKey } from '@/lib/auth/keys/key-state'
import { SelectField } from '../ui/select-field'
import { SubmitButton } from '../ui/submit-button'
import { KeyReveal } from './key-reveal'

// Ending the old key at once is revoking it; here both work for a while.
const graces = [
  { value: '24', label: 'for another day' },
  { value: '168', label: 'for another week' },
  { value: '1', label: 'for another hour' },
]

/** Issues the successor of a key and shows it once. */
export function RotateKeyForm({ action, id }: { action: KeyAction; id: string }) {
  const [state, submit] = useActionState(action, noKey)
  return (
    <form action={submit} className="space-y-4">
      <KeyReveal state={state} />
      {state.key ? null : (
        <>
          <input type="hidden" name="id" value={id} />
          <div className="max-w-60">
            <SelectField name="graceHours" label="The old key works" options={graces} defaultValue="24" />
          </div>
          <SubmitButton variant="secondary" pendingLabel="Rotating">
            Issue the successor
          </SubmitButton>
        </>
      )}
    </form>
  )
}
