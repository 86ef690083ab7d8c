'use client'

import type { ReactNode } from 'react'
import { useFormStatus } from 'react-dom'
import { Button } from './button'
import type { ButtonSize, ButtonVariant } from './button-style'

interface SubmitButtonProps {
  children: ReactNode
  /** What the label becomes while the form is on its way, e.g. "Saving". */
  pendingLabel?: string
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  name?: string
  value?: string
  className?: string
}

/** The button that sends its form. Works before hydration; afterwards it says so while it waits and refuses a second press. */
export function SubmitButton({ children, pendingLabel, variant = 'primary', ...rest }: SubmitButtonProps) {
  const { pending } = useFormStatus()
  return (
    <Button {...rest} type="submit" variant={variant} aria-disabled={pending || undefined} onClick={pending ? (event) => event.preventDefault() : undefined}>
      {pending ? (pendingLabel ?? children) : children}
    </Button>
  )
}
