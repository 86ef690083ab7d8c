'use client'

import { useActionState } from 'react'
import { Shape } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { TextField } from '../ui/text-field'
import type { HealthEndpointAction } from './health-endpoint-state'

/** Tests an address at once or saves it; what was entered stays in the field. Works without JavaScript. */
export function HealthEndpointForm({ action, toolId, url }: { action: HealthEndpointAction; toolId: string; url: string }) {
  const [state, submit] = useActionState(action, { tone: 'neutral', message: null, url })
  return (
    <form action={submit} className="space-y-4">
      <input type="hidden" name="toolId" value={toolId} />
      <TextField
        key={state.url}
        name="url"
        label="Address"
        hint="A public URL that answers GET with 2xx in under 2 seconds, without credentials. Should the platform report another one later, that one holds."
        type="url"
        defaultValue={state.url}
        placeholder="https://api.example.com/health"
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        mono
      />
      {state.message ? (
        <p role={state.tone === 'critical' ? 'alert' : 'status'} className="flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={state.tone} />
          </span>
          <span className="min-w-0 break-words">{state.message}</span>
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <SubmitButton name="intent" value="save" pendingLabel="Working">
          Save
        </SubmitButton>
        <SubmitButton name="intent" value="test" variant="secondary" pendingLabel="Working">
          Test now
        </SubmitButton>
      </div>
    </form>
  )
}
