'use client'

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react'

const loadPopup = () => import('./tooltip-popup')
const TooltipPopup = lazy(loadPopup)

// Long enough to reach the popup with the pointer, which must stay readable there (WCAG 1.4.13).
const LEAVE_MS = 150

/**
 * A term with an explanation that shows on hover, focus and press. Readers get the explanation as the
 * button's description. For icon buttons use their `label`, for longer help a Disclosure.
 */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const show = () => {
    clearTimeout(leaving.current)
    setUsed(true)
    setOpen(true)
  }
  const leave = () => {
    clearTimeout(leaving.current)
    leaving.current = setTimeout(() => setOpen(false), LEAVE_MS)
  }
  return (
    <>
      <button
        ref={anchor}
        type="button"
        aria-description={text}
        className="cursor-help rounded-sm text-left underline decoration-border-strong decoration-dotted underline-offset-4"
        onPointerEnter={show}
        onPointerLeave={leave}
        onFocus={show}
        onBlur={leave}
        onClick={show}
      >
        {children}
      </button>
      {used ? (
        <Suspense>
          <TooltipPopup text={text} open={open} onOpenChange={setOpen} anchor={anchor} onPointerEnter={show} onPointerLeave={leave} />
        </Suspense>
      ) : null}
    </>
  )
}
