import { type ComponentProps, useId } from 'react'
import { controlClass, controlHeight } from './control-style'
import { cx } from './cx'
import { describedBy, Field, type FieldText } from './field'

type TextFieldProps = FieldText & Omit<ComponentProps<'input'>, 'id'> & { id?: string; mono?: boolean }

/** One line of text (or e-mail, password, number, date …) with label, hint and error; a plain input, so it works without JavaScript. */
export function TextField({ label, hint, error, optional, hideLabel, id, mono, className, ...rest }: TextFieldProps) {
  const generated = useId()
  const own = id ?? generated
  const text = { label, hint, error, optional, hideLabel }
  return (
    <Field id={own} {...text}>
      <input {...rest} {...describedBy(own, text)} className={cx(controlClass, controlHeight, mono && 'font-mono', className)} />
    </Field>
  )
}
