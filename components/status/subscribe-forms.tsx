'use client'

import { type ReactNode, useActionState } from 'react'
import { noSubscription, type SubscribeAction } from '@/lib/status/subscribe-state'
import { CodeBlock } from '../ui/code-block'
import { Shape } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'

interface SubscribeFormProps {
  action: SubscribeAction
  /** The boxes of the systems. */
  children: ReactNode
}

/** Asks for mails; the answer stands in the form's place. */
export function MailForm({ action, children }: SubscribeFormProps) {
  const [state, submit] = useActionState(action, noSubscription)
  if (state.ok) return <Said ok message={state.message} />
  return (
    <form action={submit} className="space-y-5">
      <Said ok={false} message={state.message} />
      <TextField
        key={state.address}
        name="email"
        label="E-mail address"
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        defaultValue={state.address}
        hint="You get a link first, and nothing before you pressed it."
      />
      {children}
      <SubmitButton pendingLabel="Sending the link">Subscribe by e-mail</SubmitButton>
    </form>
  )
}

/** Registers an address for webhooks, and shows its secret and its link once. */
export function WebhookForm({ action, children }: SubscribeFormProps) {
  const [state, submit] = useActionState(action, noSubscription)
  if (state.ok && state.secret && state.manageUrl) {
    return (
      <div className="space-y-4">
        <Said ok message={state.message} />
        <CodeBlock label="Signing secret" code={state.secret} />
        <CodeBlock label="Link to this subscription" code={state.manageUrl} />
        <p>
          <a href={state.manageUrl} className="text-accent underline underline-offset-2">
            Go on: send the test message
          </a>
        </p>
      </div>
    )
  }
  return (
    <form action={submit} className="space-y-5">
      <Said ok={false} message={state.message} />
      <TextField
        key={state.address}
        name="url"
        label="Address"
        type="url"
        required
        mono
        autoComplete="off"
        maxLength={2000}
        defaultValue={state.address}
        placeholder="https://example.com/status"
        hint="Signed after Standard Webhooks; the body is that of Atlassian Statuspage."
      />
      {children}
      <SubmitButton variant="secondary" pendingLabel="Registering">
        Register the webhook
      </SubmitButton>
    </form>
  )
}

function Said({ ok, message }: { ok: boolean; message: string | null }) {
  if (message === null) return null
  return (
    <p role={ok ? 'status' : 'alert'} className="flex items-start gap-2">
      <span className="mt-1.5">
        <Shape tone={ok ? 'good' : 'critical'} />
      </span>
      <span className="min-w-0">{message}</span>
    </p>
  )
}
