import type { SecretState } from '@/lib/webhooks/secret-state'
import { CodeBlock } from '../ui/code-block'
import { Shape } from '../ui/status-mark'

/** The answer to a form that makes a signing secret. */
export function SecretReveal({ state }: { state: SecretState }) {
  if (!state.message) return null
  return (
    <div role={state.ok ? 'status' : 'alert'} className="space-y-3">
      <p className="flex items-start gap-2 text-sm">
        <span className="mt-1">
          <Shape tone={state.ok ? 'good' : 'critical'} />
        </span>
        {state.message}
      </p>
      {state.secret ? <CodeBlock label="Signing secret" code={state.secret} /> : null}
    </div>
  )
}
