'use client'

import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { buttonClass } from './button-style'
import { cx } from './cx'
import { CloseDialog } from './dialog-context'

interface DialogPopupProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children: ReactNode
  width: 'md' | 'lg'
  /** What gets the focus back. */
  returnFocus: RefObject<HTMLElement | null>
}

/** The dialog itself, on Base UI: focus is kept inside, Escape and a press outside close it. Loaded by Dialog. */
export default function DialogPopup({ open, onOpenChange, title, description, children, width, returnFocus }: DialogPopupProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Viewport className="fixed inset-0 z-40 grid place-items-center overflow-y-auto p-4">
          <Dialog.Popup finalFocus={returnFocus} className={cx(popupClass, width === 'md' ? 'max-w-md' : 'max-w-2xl')}>
            <div className="px-5 pt-4 pr-14">
              <Dialog.Title className="text-lg font-semibold text-balance">{title}</Dialog.Title>
              {description ? <Dialog.Description className="mt-1 text-sm text-text-muted">{description}</Dialog.Description> : null}
            </div>
            <div className="px-5 pt-4 pb-5">
              <CloseDialog value={() => onOpenChange(false)}>{children}</CloseDialog>
            </div>
            {/* Last, so that the focus begins at the content. */}
            <Dialog.Close aria-label="Close" className={cx(buttonClass({ variant: 'ghost', size: 'sm', width: 'square' }), 'absolute top-3 right-3')}>
              <X aria-hidden="true" />
            </Dialog.Close>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const backdropClass = 'fixed inset-0 z-40 bg-scrim transition-opacity duration-140 ease-out data-ending-style:opacity-0 data-starting-style:opacity-0'

const popupClass =
  'relative w-full rounded-lg border border-border bg-surface-float text-text shadow-float transition-[opacity,transform] duration-140 ease-out data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0'
