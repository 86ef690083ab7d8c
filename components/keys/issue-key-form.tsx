'use client'

import { useActionState } from 'react'
import { type KeyAction, noKey } from '@/lib/auth/keys/key-state'
import { CheckboxField } from '../ui/checkbox-field'
import { SelectField } from '../ui/select-field'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import { TextareaField } from '../ui/textarea-field'
import { KeyReveal } from './key-reveal'
import { scopeLabels } from './scope-labels'

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: 'never', label: 'Does not end by itself' },
]

/** Issues a key and shows it once. */
export function IssueKeyForm({ action }: { action: KeyAction }) {
  const [state, submit] = useActionState(action, noKey)
  const { values } = state
  return (
    <form action={submit} className="space-y-5">
      <KeyReveal state={state} />
      <div className="max-w-96 space-y-4">
        <TextField name="name" label="Name" hint="Where the key is used, for example “CI” or “reports”." required maxLength={80} defaultValue={values.name} />
        <SelectField name="expiresInDays" label="Ends after" options={lifetimes} defaultValue={values.expiresInDays} />
      </div>
      <fieldset className="space-y-3">
        <legend className="mb-2 text-sm font-medium">The key may</legend>
        {/* From the labels, which hold every scope: the list beside the schema would bring zod into the browser. */}
        {Object.entries(scopeLabels).map(([scope, { label, hint }]) => (
          <CheckboxField key={scope} name="scopes" value={scope} defaultChecked={values.scopes.includes(scope)} label={label} hint={hint} />
        ))}
      </fieldset>
      <div className="max-w-96">
        <TextareaField
          name="ipAllowlist"
          label="Allowed addresses"
          optional
          hint="One a line: an address or a range like 203.0.113.0/24. Empty: the key works from anywhere."
          rows={3}
          defaultValue={values.ipAllowlist}
          spellCheck={false}
          className="font-mono"
        />
      </div>
      <SubmitButton pendingLabel="Issuing">Issue a key</SubmitButton>
    </form>
  )
}
