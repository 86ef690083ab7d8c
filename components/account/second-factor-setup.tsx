'use client'

import { useActionState } from 'react'
import { CodeBlock } from '../ui/code-block'
import { Shape } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import { QrMark } from './qr-mark'
import type { SecondFactorAction } from './second-factor-state'

/** Switches the second factor on: the password first, then the secret and the first code. Works without JavaScript. */
export function SecondFactorSetupForm({ action }: { action: SecondFactorAction }) {
  const [state, submit] = useActionState(action, { ok: true, message: null, setup: null })
  const { setup } = state
  return (
    <form action={submit} className="space-y-4">
      {state.message ? (
        <p role={state.ok ? 'status' : 'alert'} className="flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={state.ok ? 'good' : 'critical'} />
          </span>
          {state.message}
        </p>
      ) : null}
      {setup ? (
        <>
          <ol className="list-decimal space-y-4 pl-5">
            <li>
              Scan this code with an authenticator app, or type the key in by hand.
              <div className="mt-3 flex flex-wrap items-start gap-4">
                <QrMark code={setup.qr} label="Code to scan with an authenticator app" />
                <div className="min-w-0 flex-1 basis-56">
                  <CodeBlock label="Key" code={setup.secret.replace(/(.{4})(?=.)/g, '$1 ')} />
                </div>
              </div>
            </li>
            <li>
              Keep these backup codes where you keep passwords. Each works once, when the phone is not at hand; they are shown only now.
              <div className="mt-3">
                <CodeBlock label="Backup codes" code={setup.backupCodes.join('\n')} />
              </div>
            </li>
            <li>Enter the six digits that the app shows.</li>
          </ol>
          <div className="max-w-60">
            <TextField key="code" name="code" label="Code" required inputMode="numeric" autoComplete="one-time-code" mono />
          </div>
          <SubmitButton pendingLabel="Checking">Switch on</SubmitButton>
        </>
      ) : (
        <>
          <div className="max-w-80">
            <TextField key="password" name="password" label="Your password" type="password" required autoComplete="current-password" />
          </div>
          <SubmitButton pendingLabel="Preparing">Set up a second factor</SubmitButton>
        </>
      )}
    </form>
  )
}
