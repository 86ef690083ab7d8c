import { type ComponentProps, useId } from 'react'
import { describedBy, Field, type FieldText } from './field'
import { Select } from './select'

/** A choice of one with label, hint and error. */
export function SelectField({ label, hint, error, optional, hideLabel, id, ...rest }: FieldText & ComponentProps<typeof Select>) {
  const generated = useId()
  const own = id ?? generated
  const text = { label, hint, error, optional, hideLabel }
  return (
    <Field id={own} {...text}>
      <Select {...rest} {...describedBy(own, text)} />
    </Field>
  )
}
