'use client'

import { useActionState } from 'react'
import { CodeBlock } from '../ui/code-block'
import { Shape } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import type { BackupCodesAction } from './second-factor-state'

/** Replaces the backup codes and shows the new ones once. */
export function BackupCodesForm({ action }: { action: BackupCodesAction }) {
  const [state, submit] = useActionState(action, { ok: true, message: null, codes: [] })
  return (
    <form action={submit} className="max-w-80 space-y-4">
      {state.message ? (
        <p role={state.ok ? 'status' : 'alert'} className="flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={state.ok ? 'good' : 'critical'} />
          </span>
          {state.message}
        </p>
      ) : null}
      {state.codes.length > 0 ? <CodeBlock label="Backup codes" code={state.codes.join('\n')} /> : null}
      <TextField name="password" label="Your password" type="password" required autoComplete="current-password" />
      <SubmitButton variant="secondary" pendingLabel="Replacing">
        Replace the backup codes
      </SubmitButton>
    </form>
  )
}
