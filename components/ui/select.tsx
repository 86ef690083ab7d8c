'use client'

import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { controlClass, controlHeight } from './control-style'
import { cx } from './cx'

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'children'> {
  options: SelectOption[]
  /** Sends its form when another option is chosen (filters); the form keeps its button for pages without JavaScript. */
  autoSubmit?: boolean
}

/** A choice of one. The browser's own list: right on phones, by keyboard, with readers, and before hydration. Give it a label (SelectField) or aria-label. */
export function Select({ options, autoSubmit = false, className, onChange, ...rest }: SelectProps) {
  return (
    <span className="relative inline-block w-full">
      <select
        {...rest}
        onChange={(event) => {
          onChange?.(event)
          if (autoSubmit) event.currentTarget.form?.requestSubmit()
        }}
        className={cx(controlClass, controlHeight, 'appearance-none pr-8', className)}
      >
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-text-muted" />
    </span>
  )
}
