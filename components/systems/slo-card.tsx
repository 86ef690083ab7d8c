import Link from 'next/link'
import { Badge } from '@/components/ui/badge'
import { ChangingValue } from '@/components/ui/changing-value'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { Tone } from '@/components/ui/tone'
import { plain } from '@/lib/alerts/words'
import { formatCount, formatPercent } from '@/lib/format'
import type { SloRow } from '@/lib/systems/health'
import { goneWords } from '@/lib/systems/platform'
import { sloMarks } from './words'

/** An SLO: what it has reached against what is promised, what is left of its error budget, and how fast that burns. */
export function SloCard({ slo, now, href }: { slo: SloRow; now: Date; href: string }) {
  const { standing, objective, windowDays, name, enabled } = slo
  const judged = standing.state !== 'low_volume' && standing.state !== 'no_data'
  const mark = enabled ? sloMarks[standing.state] : { tone: 'neutral' as const, label: 'Off' }
  return (
    <section aria-label={name} className="flex min-w-0 flex-col rounded-lg border border-border bg-surface px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium break-words">
          <Link href={href} prefetch={false} className="hover:underline">
            {name}
          </Link>
        </h3>
        <StatusMark tone={mark.tone} label={mark.label} className="text-sm" />
      </div>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-2">
        <span className="text-2xl font-semibold tabular-nums">
          <ChangingValue value={formatPercent(standing.value)}>{formatPercent(standing.value)}</ChangingValue>
        </span>
        <span className="text-sm text-text-muted">
          target {formatPercent(objective)} · {windowDays} days
        </span>
      </p>
      <div className="mt-3">
        <p className="flex flex-wrap justify-between gap-x-3 text-sm">
          <span className="text-text-muted">Error budget</span>
          <span className="tabular-nums">{budgetWords(slo)}</span>
        </p>
        <ProgressBar
          className="mt-1"
          value={judged ? (standing.budget.leftRatio ?? 0) : null}
          max={1}
          tone={budgetTone(standing.budget.leftRatio)}
          text={judged ? `${formatPercent(standing.budget.leftRatio)} of the error budget is left` : undefined}
        />
      </div>
      <p className="mt-3 text-sm text-text-muted text-pretty">{burnWords(slo, now)}</p>
      {slo.ruleEnabled === true ? null : (
        <p className="mt-2">
          <Badge>{slo.ruleEnabled === false ? 'Its alert rule is off' : 'Nobody is told'}</Badge>
        </p>
      )}
    </section>
  )
}

/** What is left of the budget, in events and as a share. */
export function budgetWords({ standing: { state, budget, total }, minEvents }: SloRow): string {
  if (state === 'no_data') return 'no events yet'
  if (state === 'low_volume') return `${formatCount(total)} of the ${formatCount(minEvents)} events that it takes`
  const events = `${plain(Math.floor(budget.left))} of ${plain(Number(budget.allowed.toPrecision(3)))} events`
  if (state === 'breached') return `gone: ${plain(budget.used)} bad, ${plain(Number(budget.allowed.toPrecision(3)))} allowed`
  return `${formatPercent(budget.leftRatio, 0)} left (${events})`
}

function burnWords({ standing }: SloRow, now: Date): string {
  if (standing.state === 'no_data') return 'It is judged as soon as events arrive.'
  if (standing.state === 'low_volume') return 'Too few events to judge it by: nothing burns.'
  if (standing.burning === null) return 'Nothing happened in the last six hours.'
  const told = standing.burns.filter(({ tells }) => tells).map(({ minutes }) => minutes)
  const window = Math.max(...(told.length > 0 ? told.slice(0, 2) : [360]))
  const over = window === 60 ? 'the last hour' : 'the last six hours'
  if (standing.burning === 0) return `Nothing bad in ${over}.`
  const speed = `Burns at ${plain(Number(standing.burning.toPrecision(3)))} times the budget’s pace over ${over}`
  return standing.goneAt ? `${speed}: the budget is ${goneWords(standing.goneAt, now)}.` : `${speed}.`
}

function budgetTone(leftRatio: number | null): Tone {
  if (leftRatio === null) return 'neutral'
  return leftRatio === 0 ? 'critical' : leftRatio < 0.25 ? 'serious' : leftRatio < 0.5 ? 'warning' : 'good'
}
