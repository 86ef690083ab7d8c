import type { ReactNode } from 'react'
import type { FormAction } from '@/lib/action-result'
import { ActionForm } from './action-form'
import type { ButtonSize, ButtonVariant } from './button-style'
import { Dialog } from './dialog'
import { Disclosure } from './disclosure'
import { SubmitButton } from './submit-button'
import { TextField } from './text-field'

interface ConfirmDialogProps {
  trigger: { label: string; variant?: ButtonVariant; size?: ButtonSize; icon?: ReactNode }
  /** The question: "Revoke the key ci-import?" */
  title: string
  /** What will happen and cannot be undone. */
  consequence: ReactNode
  /** Has to be typed; the action receives it as `confirmation` and must compare it itself. */
  phrase: string
  action: FormAction
  fields?: Record<string, string>
  confirmLabel: string
  pendingLabel?: string
}

/**
 * For what cannot be undone: says what will happen and asks for the name before it does. Where no script
 * runs, the same form stands behind a disclosure instead of in a dialog.
 */
export function ConfirmDialog({ trigger, title, consequence, phrase, action, fields = {}, confirmLabel, pendingLabel }: ConfirmDialogProps) {
  const form = (
    <ActionForm action={action} className="space-y-4">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextField
        name="confirmation"
        label={`Type “${phrase}” to confirm`}
        required
        pattern={phrase.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}
        title={phrase}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="flex justify-end">
        <SubmitButton variant="danger" pendingLabel={pendingLabel}>
          {confirmLabel}
        </SubmitButton>
      </div>
    </ActionForm>
  )
  return (
    <>
      <span className="contents noscript:hidden">
        <Dialog trigger={{ variant: 'danger', ...trigger }} title={title} description={consequence}>
          {form}
        </Dialog>
      </span>
      <noscript>
        <Disclosure summary={trigger.label} className="max-w-96 text-left" summaryClassName="text-sm text-critical">
          <div className="space-y-3 pt-3 pl-6">
            <p className="font-medium">{title}</p>
            <p className="text-sm text-text-muted">{consequence}</p>
            {form}
          </div>
        </Disclosure>
      </noscript>
    </>
  )
}
