'use client'

import { type ReactNode, useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Shape } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import { type AuthAction, untouched } from './state'

interface AuthField {
  name: string
  label: string
  type?: 'text' | 'email' | 'password'
  hint?: string
  autoComplete: string
  inputMode?: 'text' | 'numeric' | 'email'
  defaultValue?: string
  minLength?: number
  mono?: boolean
}

interface AuthFormProps {
  action: AuthAction
  fields: AuthField[]
  hidden?: Record<string, string>
  submitLabel: string
  pendingLabel: string
  /** Another way on, sent with the same fields: `intent` is its name in the form. */
  second?: { intent: string; label: string }
  children?: ReactNode
}

/**
 * A form of the pages before the console. It is sent natively before hydration and without
 * JavaScript; what was entered (but no password) stands there again when something is wrong.
 */
export function AuthForm({ action, fields, hidden = {}, submitLabel, pendingLabel, second, children }: AuthFormProps) {
  const [state, submit] = useActionState(action, untouched)
  return (
    <form action={submit} className="space-y-4">
      {state.message ? (
        <p role={state.ok ? 'status' : 'alert'} className="flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={state.ok ? 'good' : 'critical'} />
          </span>
          <span className="min-w-0">{state.message}</span>
        </p>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map(({ defaultValue, ...field }) => (
        <TextField
          key={field.name}
          {...field}
          id={field.name}
          required
          defaultValue={state.values[field.name] ?? defaultValue}
          error={state.problems[field.name]}
          autoCapitalize="none"
          spellCheck={false}
        />
      ))}
      {children}
      <div className="space-y-2">
        <SubmitButton size="lg" className="w-full" pendingLabel={pendingLabel}>
          {submitLabel}
        </SubmitButton>
        {second ? (
          // Not required to fill in the password for this one: the server checks what it needs.
          <Button type="submit" name="intent" value={second.intent} formNoValidate size="lg" className="w-full">
            {second.label}
          </Button>
        ) : null}
      </div>
    </form>
  )
}
