import { type ComponentProps, useId } from 'react'
import { describedBy, FieldError, type FieldText } from './field'

/** A yes or no with its label beside it; the hint stands under the label. */
export function CheckboxField({ label, hint, error, id, ...rest }: Omit<FieldText, 'optional' | 'hideLabel'> & Omit<ComponentProps<'input'>, 'type'>) {
  const generated = useId()
  const own = id ?? generated
  return (
    <div className="space-y-1">
      <div className="flex items-start gap-2.5">
        <input {...rest} {...describedBy(own, { label, hint, error })} type="checkbox" className="mt-0.5 size-4 shrink-0 pointer-coarse:size-6" />
        <div>
          <label htmlFor={own} className="text-base">
            {label}
          </label>
          {hint ? (
            <p id={`${own}-hint`} className="text-sm text-text-muted">
              {hint}
            </p>
          ) : null}
        </div>
      </div>
      <FieldError id={own} error={error} />
    </div>
  )
}
