import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { Tone } from '@/components/ui/tone'
import type { BudgetState } from '@/lib/budgets/model'
import { monthName } from '@/lib/budgets/sentence'
import { formatMoney, formatPercent } from '@/lib/format'

/** The month's budget: what is spent, where the month ends at this pace. Children: what can be changed. */
export function BudgetCard({ budget, actions, children }: { budget: BudgetState; actions?: ReactNode; children?: ReactNode }) {
  const { budgetMicros, spentMicros, share, projectedMicros, monthAt, source, reportedMicros } = budget
  const month = monthName(monthAt)
  const { tone, label } = standing(budget)
  return (
    <Card
      id="budget"
      title={budgetMicros === null ? `No budget for ${month}` : `${month}’s budget`}
      note="Whole months in UTC, today included"
      actions={actions ?? <StatusMark tone={tone} label={label} className="text-sm" />}
    >
      <p className="text-2xl font-semibold tabular-nums">
        {formatMoney(spentMicros)}
        {budgetMicros === null ? <span className="text-base font-normal text-text-muted"> spent</span> : null}
        {budgetMicros === null ? null : <span className="text-base font-normal text-text-muted"> of {formatMoney(budgetMicros)}</span>}
      </p>
      {budgetMicros === null ? null : (
        <ProgressBar className="mt-2" value={spentMicros} max={budgetMicros} tone={tone} ticks={[0.5, 0.8, 0.9].map((level) => level * budgetMicros)} />
      )}
      <p className="mt-2 text-sm text-text-muted">
        {share === null ? null : `${formatPercent(share, 0)} spent. `}
        {spentMicros === 0 && projectedMicros === 0
          ? 'Nothing is spent so far.'
          : `At the present pace ${month} ends at ${formatMoney(projectedMicros)}${budgetMicros === null ? '' : projectedMicros > budgetMicros ? `, ${formatMoney(projectedMicros - budgetMicros)} over the budget` : ', within the budget'}.`}
      </p>
      {source === 'own' && reportedMicros !== null ? (
        <p className="mt-2 text-sm text-text-muted">
          Set here; the platform reports {formatMoney(reportedMicros)}. Warnings and the score go by the one set here, the platform’s own limit stays as it is.
        </p>
      ) : null}
      {source === 'own' && reportedMicros === null ? (
        <p className="mt-2 text-sm text-text-muted">Set here for warnings and the score; it stops no calls.</p>
      ) : null}
      {source === 'reported' ? <p className="mt-2 text-sm text-text-muted">As the platform reports it.</p> : null}
      {children ? <div className="mt-4 border-t border-border pt-4">{children}</div> : null}
    </Card>
  )
}

function standing({ share, budgetMicros, projectedMicros }: BudgetState): { tone: Tone; label: string } {
  if (share === null || budgetMicros === null) return { tone: 'neutral', label: 'Not set' }
  if (share >= 1) return { tone: 'critical', label: 'Spent' }
  if (share >= 0.9) return { tone: 'serious', label: 'Nearly spent' }
  return projectedMicros > budgetMicros ? { tone: 'warning', label: 'Will not last' } : { tone: 'good', label: 'On course' }
}
