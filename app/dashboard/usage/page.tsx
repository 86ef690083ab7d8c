import type { Metadata } from 'next'
import { ActionList } from '@/components/scores/action-list'
import { DimensionList } from '@/components/scores/dimension-list'
import { NextActions } from '@/components/scores/next-actions'
import { ScoreHero } from '@/components/scores/score-hero'
import { ScoreReceipt } from '@/components/scores/score-receipt'
import { Banner } from '@/components/ui/banner'
import { type Column, DataTable } from '@/components/ui/data-table'
import { Delta } from '@/components/ui/delta'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { LinkTabs } from '@/components/ui/link-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams, tableHref } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import { BalanceCard } from '@/components/usage/balance-card'
import { BudgetCard } from '@/components/usage/budget-card'
import { UsageHistory } from '@/components/usage/usage-history'
import { isOwner } from '@/lib/auth/model'
import { type ToolUsage, usagePeriods } from '@/lib/budgets/model'
import { formatCount, formatDate, formatMoney, formatMs, formatPercent } from '@/lib/format'
import { requireTenant } from '@/lib/http/require-actor'
import { addDays } from '@/lib/time'
import { BudgetForm } from './_parts/budget-form'
import { loadUsage, readPeriod } from './_parts/load-usage'
import { periodWords, UsageFigures } from './_parts/usage-figures'
import { searchTools, sortableColumns, sortTools } from './_parts/usage-rows'
import { dismiss, undismiss } from './actions'

export const metadata: Metadata = { title: 'Usage' }

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const params = await searchParams
  const period = readPeriod(params)
  const loaded = await loadUsage(ctx, period)
  if (!loaded) {
    return (
      <>
        <PageHeader eyebrow="Usage" title="Your organization calls no tools, so there is no usage" />
        <EmptyState
          picture={<EmptyPicture kind="chart" />}
          title="Here a caller sees what it spends with which tool, how long its balance lasts and what its budget says."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        >
          It appears as soon as the platform reports this organization as a consumer, or its first call.
        </EmptyState>
      </>
    )
  }
  const { summary, report, zone } = loaded
  const { balance, budget, alerts, warnings } = summary
  const query = parseTableQuery(params, { path: '/dashboard/usage', sortable: sortableColumns, defaultSort: { by: 'spend', direction: 'desc' } })
  const rows = sortTools(searchTools(summary.tools, query.search), query.sort.by, query.sort.direction)
  const windowNote = report?.asOf
    ? `${formatDate(addDays(report.asOf, -28), 'UTC')} to ${formatDate(addDays(report.asOf, -1), 'UTC')}, whole days in UTC`
    : 'The last 28 days'
  return (
    <>
      <PageHeader
        eyebrow="Usage"
        title={summary.state}
        note="Spend counts every call up to five minutes ago; balance and payment are what the platform last reported."
      />
      <div className="space-y-4">
        {report?.stale ? (
          <Banner tone="warning" title="The score is old: the daily calculation has not run since.">
            An operator finds the reason on the page of jobs. Spend and budget are not affected.
          </Banner>
        ) : null}
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <BudgetCard budget={budget}>
            {isOwner(ctx.actor) ? (
              <BudgetForm budget={budget} />
            ) : (
              <p className="text-sm text-text-muted">Owners of the organization set the budget that warnings go by.</p>
            )}
          </BudgetCard>
          <BalanceCard balance={balance} now={ctx.now} zone={zone} />
        </div>
        {report && report.state !== 'none' ? (
          <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
            <ScoreHero report={report} now={ctx.now} zone={zone} title="Health score as a caller" />
            <NextActions report={report} />
          </div>
        ) : null}
        <LinkTabs
          label="Period"
          current={period}
          tabs={usagePeriods.map((key) => ({ key, label: periodWords[key].tab, href: tableHref(query, { period: key === '28d' ? null : key }) }))}
        />
        <UsageFigures {...loaded} />
        <section id="tools" aria-label="Usage by tool" className="scroll-mt-4">
          <DataTable
            caption={`Usage by tool, ${periodWords[period].title.toLowerCase()}`}
            columns={columns}
            rows={rows.slice(query.offset, query.offset + query.pageSize)}
            rowKey={({ toolId }) => toolId}
            query={query}
            total={rows.length}
            searchPlaceholder="Search by name or category"
            csvHref={tableHref({ path: '/dashboard/usage/csv', params: query.params }, {})}
            densityChoice
            empty={
              <EmptyState picture={<EmptyPicture kind="list" />} title="The tools that you call stand here, with what each costs and how it answers.">
                Nothing was called in {periodWords[period].title.toLowerCase()}.
              </EmptyState>
            }
          />
        </section>
        <UsageHistory alerts={alerts} warnings={warnings} now={ctx.now} zone={zone} />
        {report && report.state !== 'none' ? (
          <>
            <ActionList report={report} now={ctx.now} zone={zone} dismiss={dismiss} undismiss={undismiss} />
            <DimensionList report={report} title="What the score is made of" windowNote={windowNote} whole={wholeOf(params)} />
            <ScoreReceipt report={report} zone={zone} />
          </>
        ) : null}
      </div>
    </>
  )
}

const columns: Column<ToolUsage>[] = [
  { key: 'name', header: 'Tool', render: ({ name }) => name, sortable: true, rowHeader: true },
  figure('invocations', 'Invocations', ({ invocations }) => formatCount(invocations)),
  figure('spend', 'Spend', ({ spendMicros }) => formatMoney(spendMicros)),
  figure('share', 'Share', ({ spendShare }) => formatPercent(spendShare)),
  figure('budget', 'Budget used', ({ budgetShare }) => formatPercent(budgetShare)),
  figure('latency', 'Average latency', ({ avgLatencyMs }) => formatMs(avgLatencyMs)),
  figure('errors', 'Errors', ({ errorRatio }) => formatPercent(errorRatio)),
  figure('own', 'Own errors', ({ ownErrorRatio }) => formatPercent(ownErrorRatio)),
  figure('change', 'Change', ({ change, previous }) =>
    change === null ? (
      <span className="text-text-muted">{previous.invocations === 0 ? 'new' : '–'}</span>
    ) : (
      <Delta value={change} better="none" words={{ up: 'more', down: 'less' }} />
    ),
  ),
]

function figure(key: (typeof sortableColumns)[number], header: string, render: Column<ToolUsage>['render']): Column<ToolUsage> {
  return { key, header, render, sortable: true, firstDirection: 'desc', align: 'end' }
}
