import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/action-result'
import { ActionForm } from './action-form'
import type { ButtonSize, ButtonVariant } from './button-style'
import { SubmitButton } from './submit-button'

interface ActionButtonProps {
  action: FormAction
  /** What the action is told: hidden fields. */
  fields?: Record<string, string>
  undo?: { action: FormAction; label?: string }
  children: ReactNode
  pendingLabel?: string
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  quiet?: boolean
}

/** One press, one act: a form with a single button. Reversible acts give `undo`; irreversible ones use ConfirmDialog instead. */
export function ActionButton({ action, fields = {}, undo, children, pendingLabel, variant = 'secondary', size, icon, quiet }: ActionButtonProps) {
  return (
    <ActionForm action={action} undo={undo} quiet={quiet} className="inline-block">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant={variant} size={size} icon={icon} pendingLabel={pendingLabel}>
        {children}
      </SubmitButton>
    </ActionForm>
  )
}
