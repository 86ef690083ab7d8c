import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { StatusMark } from '@/components/ui/status-mark'
import type { Tone } from '@/components/ui/tone'
import { type BalanceState, LOW_BALANCE_DAYS, LOW_BALANCE_DAYS_REFILLED } from '@/lib/budgets/model'
import { daysLabel } from '@/lib/budgets/sentence'
import { formatDate, formatMoney } from '@/lib/format'
import { DAY } from '@/lib/time'

/** What is left, how long it lasts, and how it is paid. */
export function BalanceCard({ balance, now, zone, actions }: { balance: BalanceState; now: Date; zone: string; actions?: ReactNode }) {
  const { balanceMicros, burnMicros, typicalMicros, days, lastsUntil } = balance
  const { tone, label } = standing(balance)
  return (
    <Card
      id="balance"
      title="Balance"
      note="As the platform reports it; topped up on its billing page"
      actions={actions ?? <StatusMark tone={tone} label={label} className="text-sm" />}
    >
      <p className="text-2xl font-semibold tabular-nums">
        {balanceMicros === null ? <span className="text-base font-normal text-text-muted">No balance is reported</span> : formatMoney(balanceMicros)}
        {days === null ? null : <span className="text-base font-normal text-text-muted"> lasts {daysLabel(days)}</span>}
      </p>
      <p className="mt-2 text-sm text-text-muted">
        {burnMicros === null
          ? 'Nothing was spent in 28 days.'
          : `${formatMoney(burnMicros)} a day, the faster of the last 7 and the last 28 days; 28 days cost ${formatMoney(typicalMicros)}.`}
        {lastsUntil === null || days === null || days > 3_650 ? null : ` At that pace it lasts until ${formatDate(lastsUntil, zone)}.`}
      </p>
      <div id="payment" className="mt-4 border-t border-border pt-4">
        <KeyValue
          columns={2}
          items={[
            {
              label: 'Auto-refill',
              value: balance.described ? (
                <StatusMark tone={balance.autoRefill ? 'good' : 'warning'} label={balance.autoRefill ? 'On' : 'Off'} />
              ) : (
                <StatusMark tone="neutral" label="Not reported" />
              ),
            },
            { label: 'Payment method', value: <StatusMark {...paymentState(balance, now, zone)} className="whitespace-normal" /> },
          ]}
        />
      </div>
    </Card>
  )
}

function standing({ days, balanceMicros, autoRefill }: BalanceState): { tone: Tone; label: string } {
  if (balanceMicros === null || days === null) return { tone: 'neutral', label: balanceMicros === null ? 'Not reported' : 'No spend' }
  if (days <= 0) return { tone: 'critical', label: 'Used up' }
  if (days < (autoRefill ? LOW_BALANCE_DAYS_REFILLED : LOW_BALANCE_DAYS)) return { tone: 'serious', label: 'Low' }
  return days < 7 && !autoRefill ? { tone: 'warning', label: 'Getting low' } : { tone: 'good', label: 'Enough' }
}

function paymentState({ described, paymentMethodExpiresAt: at }: BalanceState, now: Date, zone: string): { tone: Tone; label: string } {
  if (!described) return { tone: 'neutral', label: 'Not reported' }
  if (at === null) return { tone: 'serious', label: 'None is known' }
  if (at <= now) return { tone: 'critical', label: `Expired on ${formatDate(at, zone)}` }
  const soon = at.getTime() - now.getTime() < 30 * DAY
  return { tone: soon ? 'warning' : 'good', label: `${soon ? 'Expires on' : 'Valid until'} ${formatDate(at, zone)}` }
}
