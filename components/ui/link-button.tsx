import Link from 'next/link'
import type { ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-style'
import { cx } from './cx'

interface LinkButtonProps {
  href: string
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  children?: ReactNode
  /** For a link that shows only its icon: its accessible name and tooltip. */
  label?: string
  /** A file to save (CSV), fetched by the browser instead of the router. */
  download?: boolean
  className?: string
}

/** A link that looks like a button: it goes somewhere, it does not change anything. */
export function LinkButton({ href, variant, size, icon, children, label, download = false, className }: LinkButtonProps) {
  const classes = cx(buttonClass({ variant, size, width: children ? 'text' : 'square' }), className)
  if (download) {
    return (
      <a href={href} download className={classes} aria-label={label} title={label}>
        {icon}
        {children}
      </a>
    )
  }
  // To a place on a page the browser itself goes: the router would neither mark it (:target) nor open what hides it.
  if (href.includes('#')) {
    return (
      <a href={href} className={classes} aria-label={label} title={label}>
        {icon}
        {children}
      </a>
    )
  }
  return (
    <Link href={href} prefetch={false} className={classes} aria-label={label} title={label}>
      {icon}
      {children}
    </Link>
  )
}
