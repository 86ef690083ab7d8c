'use client'

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { Button } from './button'
import type { ButtonSize, ButtonVariant } from './button-style'

const loadPopup = () => import('./dialog-popup')
const DialogPopup = lazy(loadPopup)

interface DialogProps {
  /** The button that opens it. */
  trigger: { label: string; variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode; iconOnly?: boolean }
  title: string
  description?: ReactNode
  /** Usually an ActionForm, which closes the dialog when it succeeds. */
  children: ReactNode
  /** Reading width: md 448 px, lg 640 px. */
  width?: 'md' | 'lg'
}

/** A button and the modal dialog that it opens. The dialog's code is fetched when the pointer or the focus comes near. */
export function Dialog({ trigger, title, description, children, width = 'md' }: DialogProps) {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <Button
        ref={button}
        variant={trigger.variant}
        size={trigger.size}
        icon={trigger.icon}
        label={trigger.iconOnly ? trigger.label : undefined}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void loadPopup()}
        onFocus={() => void loadPopup()}
        onClick={() => {
          setUsed(true)
          setOpen(true)
        }}
      >
        {trigger.iconOnly ? undefined : trigger.label}
      </Button>
      {used ? (
        <Suspense>
          <DialogPopup open={open} onOpenChange={setOpen} title={title} description={description} width={width} returnFocus={button}>
            {children}
          </DialogPopup>
        </Suspense>
      ) : null}
    </>
  )
}
