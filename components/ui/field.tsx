import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export interface FieldText {
  label: string
  /** What to enter, or what it is for; stands under the label. */
  hint?: ReactNode
  /** What is wrong with what was entered and how to put it right. */
  error?: string | null
  /** Says "optional" beside the label; required fields say nothing. */
  optional?: boolean
  /** Keeps the label for readers only, where the place makes it plain. */
  hideLabel?: boolean
}

/** The ids that tie a control to its label, hint and error. */
export function describedBy(id: string, { hint, error }: FieldText): { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true } {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return { id, ...(ids ? { 'aria-describedby': ids } : {}), ...(error ? { 'aria-invalid': true } : {}) }
}

/** Label, hint and error around a control that carries describedBy(id, …). The fields below are built on it. */
export function Field({ id, label, hint, error, optional, hideLabel, children }: FieldText & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0 space-y-1.5">
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'block text-sm font-medium'}>
        {label}
        {optional ? <span className="font-normal text-text-muted"> (optional)</span> : null}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-text-muted">
          {hint}
        </p>
      ) : null}
      {children}
      <FieldError id={id} error={error} />
    </div>
  )
}

/** The error line under a control. */
export function FieldError({ id, error }: { id: string; error?: string | null }) {
  if (!error) return null
  return (
    <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-sm text-critical">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      {error}
    </p>
  )
}
