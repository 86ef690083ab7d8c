'use client'

import { useActionState } from 'react'
import { type ChannelFormAction, emptyChannelForm } from '@/lib/channels/channel-form-state'
import type { ChannelKind } from '@/lib/channels/model'
import { CodeBlock } from '../ui/code-block'
import { Shape } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { ChannelFields } from './channel-fields'

/** Adds a channel of a kind; of a webhook it shows the signing secret once. */
export function AddChannelForm({ kind, action }: { kind: ChannelKind; action: ChannelFormAction }) {
  const [state, submit] = useActionState(action, emptyChannelForm)
  return (
    <form action={submit} className="space-y-4">
      {state.message ? (
        <div role={state.ok ? 'status' : 'alert'} className="space-y-3">
          <p className="flex items-start gap-2 text-sm">
            <span className="mt-1">
              <Shape tone={state.ok ? 'good' : 'critical'} />
            </span>
            {state.message}
          </p>
          {state.secret ? <CodeBlock label="Signing secret" code={state.secret} /> : null}
        </div>
      ) : null}
      <ChannelFields key={state.ok ? 'new' : JSON.stringify(state.entered)} kind={kind} values={state.ok ? {} : state.entered} />
      <SubmitButton pendingLabel="Adding">Add the channel</SubmitButton>
    </form>
  )
}
