import { ActionForm } from '@/components/ui/action-form'
import { SubmitButton } from '@/components/ui/submit-button'
import { TextField } from '@/components/ui/text-field'
import type { BudgetState } from '@/lib/budgets/model'
import { saveBudget } from '../actions'

/** Sets the month's budget that warnings and the score go by; for owners. */
export function BudgetForm({ budget }: { budget: BudgetState }) {
  const own = budget.source === 'own' && budget.budgetMicros !== null ? String(budget.budgetMicros / 1_000_000) : ''
  return (
    <ActionForm action={saveBudget} className="flex flex-wrap items-end gap-3">
      <div className="min-w-0 flex-1 basis-48">
        <TextField
          key={own}
          name="budget"
          label="Budget a month, in US dollars"
          hint={budget.reportedMicros === null ? 'Left empty, there is none.' : 'Left empty, the platform’s counts.'}
          defaultValue={own}
          inputMode="decimal"
          autoComplete="off"
          placeholder="for example 250"
        />
      </div>
      <SubmitButton variant="secondary" pendingLabel="Saving">
        Save
      </SubmitButton>
    </ActionForm>
  )
}
