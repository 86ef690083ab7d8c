import type { ComponentProps, ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-style'
import { cx } from './cx'

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** primary: the one next action of a page; secondary: the others; ghost: in rows and bars; danger: cannot be undone. */
  variant?: ButtonVariant
  size?: ButtonSize
  /** A 16 px icon before the label. */
  icon?: ReactNode
  /** Required unless `label` is given. */
  children?: ReactNode
  /** For a button that shows only its icon: its accessible name and tooltip. */
  label?: string
}

/** A button. `type` defaults to "button"; forms use SubmitButton, which also shows that it is at work. */
export function Button({ variant, size, icon, children, label, className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={cx(buttonClass({ variant, size, width: children ? 'text' : 'square' }), className)}
    >
      {icon}
      {children}
    </button>
  )
}
