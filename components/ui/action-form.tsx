'use client'

import { type ReactNode, startTransition, useActionState, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ActionResult, FormAction } from '@/lib/action-result'
import { CloseDialog } from './dialog-context'
import { Shape } from './status-mark'
import { showToastWithPage } from './toast-queue'

interface ActionFormProps {
  action: FormAction
  /** Takes it back with the same fields; offered on the toast for twelve seconds. */
  undo?: { action: FormAction; label?: string }
  children: ReactNode
  className?: string
  /** Success needs no toast where the change is plain to see. */
  quiet?: boolean
  /** The server judges alone: for forms that hide fields of other choices, in which the browser would refuse what nobody sees. */
  noValidate?: boolean
}

/**
 * A form whose server action answers with a sentence. Sends itself natively before hydration (the
 * sentence then stands in the form); afterwards the sentence is a toast, with undo where it exists.
 * The toast is shown by whoever waits for the answer, not by the form: the answer often brings a page
 * on which the form is gone.
 */
export function ActionForm({ action, undo, children, className, quiet = false, noValidate = false }: ActionFormProps) {
  const [native, sendNatively] = useActionState(action, null)
  const [answered, setAnswered] = useState<ActionResult | null>(null)
  const hydrated = useSyncExternalStore(never, onClient, onServer)
  const close = useContext(CloseDialog)
  const refused = useRef(false)
  const said = useRef<HTMLParagraphElement>(null)
  const result = answered ?? native

  // The button may stand a screen below the sentence that says why nothing happened.
  useEffect(() => {
    if (answered && !answered.ok) said.current?.scrollIntoView({ block: 'nearest' })
  }, [answered])

  async function send(form: FormData): Promise<void> {
    const answer = await action(null, form)
    setAnswered(answer)
    refused.current = !answer.ok
    if (!answer.ok) return
    close?.()
    if (quiet) return
    showToastWithPage({
      title: answer.message,
      tone: 'good',
      ...(undo ? { action: { label: undo.label ?? 'Undo', onAction: () => takeBack(undo.action, form) } } : {}),
    })
  }

  // A success after hydration is a toast; before it, and every failure, stands in the form.
  const shown = result && (!result.ok || !answered) ? result : null
  return (
    // The framework empties a form whose action has answered; what was refused stays to be mended.
    <form action={hydrated ? send : sendNatively} onReset={(event) => refused.current && event.preventDefault()} noValidate={noValidate} className={className}>
      {shown ? (
        <p ref={said} role={shown.ok ? 'status' : 'alert'} className="mb-3 scroll-mt-16 flex items-start gap-2 text-sm">
          <span className="mt-1">
            <Shape tone={shown.ok ? 'good' : 'critical'} />
          </span>
          <span className="min-w-0 whitespace-normal">
            {shown.message}
            {shown.requestId ? <span className="text-text-muted"> Request id {shown.requestId}</span> : null}
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
    showToastWithPage({
      title: result.message,
      tone: result.ok ? 'good' : 'critical',
      description: result.requestId ? `Request id ${result.requestId}` : undefined,
    })
  })
}

// True once the browser runs the page; nothing ever changes it back.
const never = () => () => undefined
const onClient = () => true
const onServer = () => false
