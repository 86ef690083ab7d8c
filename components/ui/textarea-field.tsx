import { type ComponentProps, useId } from 'react'
import { controlClass } from './control-style'
import { cx } from './cx'
import { describedBy, Field, type FieldText } from './field'

/** Several lines of text with label, hint and error. */
export function TextareaField({ label, hint, error, optional, hideLabel, id, className, rows = 4, ...rest }: FieldText & ComponentProps<'textarea'>) {
  const generated = useId()
  const own = id ?? generated
  const text = { label, hint, error, optional, hideLabel }
  return (
    <Field id={own} {...text}>
      <textarea {...rest} {...describedBy(own, text)} rows={rows} className={cx(controlClass, 'py-1.5', className)} />
    </Field>
  )
}
