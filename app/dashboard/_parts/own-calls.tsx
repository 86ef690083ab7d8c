import Link from 'next/link'
import { Banner } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Delta } from '@/components/ui/delta'
import { Figure } from '@/components/ui/figure'
import { LinkButton } from '@/components/ui/link-button'
import { BalanceCard } from '@/components/usage/balance-card'
import { BudgetCard } from '@/components/usage/budget-card'
import { alertText } from '@/components/usage/usage-history'
import type { UsageSummary } from '@/lib/budgets/model'
import { formatCount, formatMoney, formatPercent } from '@/lib/format'
import type { ConsumerHealthReport } from '@/lib/scores/model'
import { growth } from '@/lib/stats'
import { ScoreCard } from './overview-cards'

/** How many tools the overview names. */
const SHOWN_TOOLS = 5

/** What an organization that only calls tools sees first: what is wrong, its money, its score, its week. */
export function CallerOverview({ usage, report, now, zone }: { usage: UsageSummary; report: ConsumerHealthReport | null; now: Date; zone: string }) {
  const open = usage.alerts.filter((alert) => alert.resolvedAt === null)
  const toUsage = (
    <LinkButton href="/dashboard/usage" size="sm">
      Usage
    </LinkButton>
  )
  return (
    <>
      {open.map((alert) => {
        const { title, body } = alertText(alert)
        return (
          <Banner key={alert.id} tone="serious" title={`${title}.`}>
            {body}{' '}
            <Link href="/dashboard/usage#history" className="underline underline-offset-2">
              All warnings and alerts
            </Link>
          </Banner>
        )
      })}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <BudgetCard budget={usage.budget} actions={toUsage} />
        <BalanceCard balance={usage.balance} now={now} zone={zone} actions={toUsage} />
        {report ? <ScoreCard report={report} title="Consumer health score" href="/dashboard/usage#dimensions" /> : null}
        <OwnCalls usage={usage} />
      </div>
    </>
  )
}

/** The week of what the organization itself calls. */
export function OwnCalls({ usage }: { usage: UsageSummary }) {
  const { totals, previous, tools } = usage
  return (
    <Card
      title="What you called in 7 days"
      note="Today included, against the 7 days before"
      actions={
        <LinkButton href="/dashboard/usage?period=7d" size="sm">
          By tool
        </LinkButton>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
        <Figure label="Spend" value={formatMoney(totals.spendMicros)}>
          <Delta value={growth(totals.spendMicros, previous.spendMicros)} better="none" words={{ up: 'more', down: 'less' }} />
        </Figure>
        <Figure label="Invocations" value={formatCount(totals.invocations)}>
          <Delta value={growth(totals.invocations, previous.invocations)} better="none" words={{ up: 'more', down: 'fewer' }} />
        </Figure>
        <Figure label="Own errors" value={formatPercent(totals.ownErrorRatio)}>
          <span className="text-sm text-text-muted">all errors {formatPercent(totals.errorRatio)}</span>
        </Figure>
      </dl>
      {tools.length === 0 ? (
        <p className="mt-4 text-sm text-text-muted">Nothing was called.</p>
      ) : (
        <ul className="mt-4 divide-y divide-border border-t border-border text-sm">
          {tools.slice(0, SHOWN_TOOLS).map((tool) => (
            <li key={tool.toolId} className="flex flex-wrap justify-between gap-x-4 py-2">
              <span>{tool.name}</span>
              <span className="text-text-muted tabular-nums">
                {formatCount(tool.invocations)} calls, {formatMoney(tool.spendMicros)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {tools.length > SHOWN_TOOLS ? <p className="mt-2 text-sm text-text-muted">And {formatCount(tools.length - SHOWN_TOOLS)} more tools.</p> : null}
    </Card>
  )
}
