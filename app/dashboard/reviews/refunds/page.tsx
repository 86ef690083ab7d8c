import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { ProgressBar } from '@/components/ui/progress-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { getOrganization } from '@/lib/accounts/queries'
import { formatCount, formatMoney, formatPercent } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listToolTotals } from '@/lib/metrics/queries'
import { floorTo, HOUR } from '@/lib/time'
import { countRefunds, listRefunds, listToolRefunds, type RefundRow } from '@/lib/tools/refunds/queries'
import { refundsQuery } from '../_parts/refunds-query'
import { ReviewTabs } from '../_parts/review-tabs'

export const metadata: Metadata = { title: 'Refunds and disputes' }

export default async function RefundsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter } = refundsQuery(await searchParams, ctx)
  const { rows, total, byTool, calls, zone } = await readTenant(ctx, async (tx) => {
    const window = { from: filter.window.from, to: floorTo(now, HOUR) }
    const [rows, total, byTool, totals, organization] = await Promise.all([
      listRefunds(tx, { ...filter, sort: query.sort, limit: query.pageSize, offset: query.offset }),
      countRefunds(tx, filter),
      listToolRefunds(tx, { organizationId, window: filter.window }),
      listToolTotals(tx, { organizationId, window: { ...window, from: floorTo(window.from, HOUR) } }),
      getOrganization(tx, organizationId),
    ])
    return { rows, total, byTool, calls: new Map(totals.map(({ toolId, invocations }) => [toolId, invocations])), zone: organization.timeZone }
  })
  const all = byTool.reduce((sum, tool) => sum + tool.refunds + tool.disputes, 0)
  const allCalls = [...calls.values()].reduce((sum, n) => sum + n, 0)
  const most = Math.max(1, ...byTool.map((tool) => tool.refunds + tool.disputes))

  return (
    <>
      <PageHeader
        eyebrow="Reviews"
        title={sentence(byTool, allCalls)}
        note="The last 28 days. Under 1 % of the calls brings all five points, up to 5 % three; disputes at that rate put payouts at stake."
      />
      <ReviewTabs current="refunds" />
      <div className="mt-4 space-y-4">
        {all > 0 ? (
          <Card title="By tool" note="Where the money goes back; the rate is of the tool’s calls.">
            <ul className="space-y-3">
              {byTool.map(({ toolId, tool, refunds, disputes, amountMicros }) => (
                <li key={toolId} className="text-sm">
                  <p className="flex flex-wrap justify-between gap-x-4">
                    <Link href={`/dashboard/tools/${toolId}`} prefetch={false} className="font-medium hover:underline">
                      {tool}
                    </Link>
                    <span className="tabular-nums">
                      {counted(refunds, 'refund')}, {counted(disputes, 'dispute')} · {formatMoney(amountMicros)} ·{' '}
                      {formatPercent(rate(refunds + disputes, calls.get(toolId)))}
                    </span>
                  </p>
                  <ProgressBar value={refunds + disputes} max={most} tone={disputes > 0 ? 'serious' : 'warning'} className="mt-1" />
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
        <DataTable
          caption="Refunds and disputes"
          columns={columns(now, zone)}
          rows={rows}
          rowKey={({ id }) => id}
          query={query}
          total={total}
          searchPlaceholder="Search by id"
          filters={[
            {
              name: 'kind',
              label: 'Kind',
              value: filter.kind ?? '',
              allLabel: 'Both kinds',
              options: [
                { value: 'refund', label: 'Refunds' },
                { value: 'dispute', label: 'Disputes' },
              ],
            },
            {
              name: 'tool',
              label: 'Tool',
              value: filter.tool ?? '',
              allLabel: 'All tools',
              options: byTool.map(({ toolId, tool }) => ({ value: toolId, label: tool })),
            },
          ]}
          csvHref={tableHref({ path: '/dashboard/reviews/refunds/csv', params: query.params }, {})}
          empty={
            <EmptyState picture={<EmptyPicture kind="list" />} title="Refunds and disputes stand here when the platform reports some.">
              There were none in 28 days.
            </EmptyState>
          }
        />
      </div>
    </>
  )
}

function sentence(byTool: { refunds: number; disputes: number }[], calls: number): string {
  const refunds = byTool.reduce((sum, tool) => sum + tool.refunds, 0)
  const disputes = byTool.reduce((sum, tool) => sum + tool.disputes, 0)
  if (refunds + disputes === 0) return 'No refunds or disputes in 28 days'
  const of = calls > 0 ? `, ${formatPercent((refunds + disputes) / calls)} of ${formatCount(calls)} calls` : ''
  return `${counted(refunds, 'refund')} and ${counted(disputes, 'dispute')} in 28 days${of}`
}

function rate(count: number, calls: number | undefined): number | null {
  return calls ? count / calls : null
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function columns(now: Date, zone: string): Column<RefundRow>[] {
  return [
    { key: 'at', header: 'When', sortable: true, firstDirection: 'desc', rowHeader: true, render: ({ at }) => <TimeAgo at={at} now={now} zone={zone} /> },
    {
      key: 'kind',
      header: 'Kind',
      render: ({ kind }) => <StatusMark tone={kind === 'dispute' ? 'serious' : 'warning'} label={kind === 'dispute' ? 'Dispute' : 'Refund'} />,
    },
    { key: 'amount', header: 'Amount', sortable: true, firstDirection: 'desc', align: 'end', render: ({ amountMicros }) => formatMoney(amountMicros) },
    { key: 'tool', header: 'Tool', render: ({ tool }) => tool },
    { key: 'id', header: 'Id at the platform', hideOnPhone: true, render: ({ externalId }) => <code className="font-mono text-xs">{externalId}</code> },
  ]
}
