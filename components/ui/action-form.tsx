'use client'

import { type ReactNode, startTransition, useActionState, useContext, useEffect, useRef } from 'react'
import type { ActionResult, FormAction } from './action'
import { CloseDialog } from './dialog-context'
import { Shape } from './status-mark'
import { showToast } from './toast-queue'

interface ActionFormProps {
  action: FormAction
  /** Takes it back with the same fields; offered on the toast for twelve seconds. */
  undo?: { action: FormAction; label?: string }
  children: ReactNode
  className?: string
  /** Success needs no toast where the change is plain to see. */
  quiet?: boolean
}

/**
 * A form whose server action answers with a sentence. Sends itself natively before hydration (the
 * sentence then stands in the form); afterwards the sentence is a toast, with undo where it exists.
 */
export function ActionForm({ action, undo, children, className, quiet = false }: ActionFormProps) {
  const [result, submit, pending] = useActionState(action, null)
  const sent = useRef<FormData | null>(null)
  const told = useRef<ActionResult | null>(null)
  const close = useContext(CloseDialog)
  const hydrated = sent.current !== null

  useEffect(() => {
    const form = sent.current
    if (!result || result === told.current || !form) return
    told.current = result
    if (result.ok) close?.()
    if (result.ok && !quiet) {
      showToast({
        title: result.message,
        tone: 'good',
        ...(undo ? { action: { label: undo.label ?? 'Undo', onAction: () => takeBack(undo.action, form) } } : {}),
      })
    }
  }, [result, close, quiet, undo])

  const failed = result && !result.ok
  return (
    <form
      action={submit}
      className={className}
      aria-busy={pending || undefined}
      onSubmit={(event) => {
        sent.current = new FormData(event.currentTarget)
      }}
    >
      {failed || (result && !hydrated) ? (
        <p role={failed ? 'alert' : 'status'} className="mb-3 flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={failed ? 'critical' : 'good'} />
          </span>
          <span className="min-w-0 whitespace-normal">
            {result.message}
            {result.requestId ? <span className="text-text-muted"> Request id {result.requestId}</span> : null}
          </span>
        </p>
      ) : null}
      {children}
    </form>
  )
}

function takeBack(action: FormAction, form: FormData): void {
  startTransition(async () => {
    const result = await action(null, form)
    showToast({ title: result.message, tone: result.ok ? 'good' : 'critical', description: result.requestId ? `Request id ${result.requestId}` : undefined })
  })
}
