'use client'

import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { buttonClass } from './button-style'
import { Shape } from './status-mark'
import { deliverToasts, type ToastOptions } from './toast-queue'

const manager = Toast.createToastManager<ToastOptions>()
const READ_MS = 6_000
const UNDO_MS = 12_000

/** The toasts themselves, on Base UI: announced, reachable with F6, paused while pointed at. Loaded by ToastHost. */
export default function ToastRegion() {
  useEffect(
    () =>
      deliverToasts((toast) => {
        const failed = toast.tone === 'critical'
        manager.add({
          // An open one with this id is changed in place.
          id: toast.key,
          title: toast.title,
          description: toast.description,
          priority: failed ? 'high' : 'low',
          timeout: failed ? 0 : toast.action ? UNDO_MS : READ_MS,
          data: toast,
          onRemove: toast.onClose,
        })
      }),
    [],
  )
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[calc(100vw-2rem)] flex-col gap-2 sm:w-96">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

// Base UI hides from assistive technology what it has announced by other means (a failure, and the
// button of a stack that is not expanded), though both can be reached with Tab. Ours stay in the tree.
function Toasts() {
  const { toasts, close } = Toast.useToastManager<ToastOptions>()
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      aria-hidden={undefined}
      className="rounded-lg border border-border bg-surface-float text-text shadow-float transition-[opacity,transform] duration-140 ease-out data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-start gap-3 py-2.5 pr-2 pl-3.5">
        <span className="mt-2">
          <Shape tone={toast.data?.tone ?? 'good'} />
        </span>
        <div className="min-w-0 flex-1 py-1">
          <Toast.Title className="text-sm font-medium" />
          <Toast.Description className="text-sm text-text-muted" />
        </div>
        {toast.data?.action ? (
          <Toast.Action
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
            onClick={() => {
              toast.data?.action?.onAction()
              close(toast.id)
            }}
          >
            {toast.data.action.label}
          </Toast.Action>
        ) : null}
        <Toast.Close aria-label="Close" aria-hidden={undefined} className={buttonClass({ variant: 'ghost', size: 'sm', width: 'square' })}>
          <X aria-hidden="true" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
