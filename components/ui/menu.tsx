'use client'

import { lazy, type ReactNode, Suspense, useId, useRef, useState } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-style'
import { cx } from './cx'
import type { MenuItem } from './menu-item'

const loadPopup = () => import('./menu-popup')
const MenuPopup = lazy(loadPopup)

interface MenuProps {
  /** Accessible name of the button and the menu. */
  label: string
  /** What the button shows; the label itself when left out. */
  children?: ReactNode
  items: MenuItem[]
  variant?: ButtonVariant
  size?: ButtonSize
  /** `square` for a lone icon, `none` where className brings the padding. */
  width?: 'text' | 'square' | 'none'
  align?: 'start' | 'end'
  side?: 'bottom' | 'top' | 'right'
  className?: string
}

/** A button and the menu that it opens, on Base UI; the menu's code is fetched when the pointer or the focus comes near. */
export function Menu({ label, children, items, variant = 'ghost', size = 'md', width = 'text', align = 'end', side = 'bottom', className }: MenuProps) {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        aria-label={label}
        title={width === 'square' ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={open}
        className={cx(buttonClass({ variant, size, width }), className)}
        onPointerEnter={() => void loadPopup()}
        onFocus={() => void loadPopup()}
        onClick={() => {
          setUsed(true)
          setOpen(!open)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setUsed(true)
          setOpen(true)
        }}
      >
        {children ?? label}
      </button>
      {used ? (
        <Suspense>
          <MenuPopup label={label} items={items} open={open} onOpenChange={setOpen} anchor={button} align={align} side={side} />
        </Suspense>
      ) : null}
    </>
  )
}
