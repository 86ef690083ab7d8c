import type { Metadata } from 'next'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams, tableHref } from '@/components/ui/table-query'
import { formatCount, formatMoney, formatMs, formatPercent } from '@/lib/format'
import { requireTenant } from '@/lib/http/require-actor'
import { loadToolRows } from './_parts/load-tool-rows'
import { sortableColumns, sortRows, type ToolRow } from './_parts/tool-rows'

export const metadata: Metadata = { title: 'Tools' }

export default async function ToolsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const query = parseTableQuery(await searchParams, {
    path: '/dashboard/tools',
    sortable: sortableColumns,
    defaultSort: { by: 'invocations', direction: 'desc' },
  })
  const category = query.params.category ?? ''
  const { rows, categories } = await loadToolRows(ctx, { search: query.search, category })
  const sorted = sortRows(rows, query.sort.by, query.sort.direction)
  const unwell = rows.filter(({ state }) => state.tone === 'critical' || state.tone === 'serious').length
  return (
    <>
      <PageHeader
        eyebrow="Tools"
        title={summary(rows.length, unwell, query.search !== '' || category !== '')}
        note="Figures cover the last 28 days up to the last full hour. Errors are the fair rate: only failures charged to you."
      />
      <DataTable
        caption="Tools"
        columns={columns}
        rows={sorted.slice(query.offset, query.offset + query.pageSize)}
        rowKey={({ tool }) => tool.id}
        rowHref={({ tool }) => `/dashboard/tools/${tool.id}`}
        query={query}
        total={sorted.length}
        searchPlaceholder="Search by name"
        filters={[
          {
            name: 'category',
            label: 'Category',
            value: category,
            options: categories.map((name) => ({ value: name, label: name })),
            allLabel: 'All categories',
          },
        ]}
        csvHref={tableHref({ path: '/dashboard/tools/csv', params: query.params }, {})}
        densityChoice
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title="Your tools stand here as soon as the platform reports them."
            action={<LinkButton href="/dashboard/settings/keys">API keys</LinkButton>}
          >
            The platform sends a tool event to /api/ingest/events; calls follow through /api/ingest/invocations.
          </EmptyState>
        }
      />
    </>
  )
}

function summary(count: number, unwell: number, narrowed: boolean): string {
  const tools = count === 1 ? 'one tool' : `${formatCount(count)} tools`
  if (count === 0) return narrowed ? 'No tool matches' : 'No tools yet'
  const whole = narrowed ? `${tools} of yours match` : `You publish ${tools}`
  if (unwell === 0) return `${capital(whole)}; none of them is failing`
  return `${capital(whole)}; ${unwell === 1 ? 'one of them needs' : `${unwell} of them need`} attention`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const columns: Column<ToolRow>[] = [
  { key: 'name', header: 'Tool', render: ({ tool }) => tool.name, sortable: true, rowHeader: true },
  { key: 'state', header: 'State', render: ({ state }) => <StatusMark {...state} /> },
  { key: 'category', header: 'Category', render: ({ tool }) => tool.category, sortable: true, hideOnPhone: true },
  { key: 'version', header: 'Version', render: ({ version }) => version ?? '–', hideOnPhone: true },
  figure('invocations', 'Invocations', ({ totals }) => formatCount(totals?.invocations ?? 0)),
  figure('errors', 'Errors', ({ totals }) => formatPercent(totals?.fairErrorRatio)),
  figure('latency', 'p95 latency', ({ totals }) => formatMs(totals?.p95Ms)),
  figure('uptime', 'Uptime', ({ uptime }) => formatPercent(uptime?.upRatio)),
  figure('consumers', 'Consumers', ({ totals }) => formatCount(totals?.consumers ?? 0)),
  figure('revenue', 'Revenue', ({ totals }) => formatMoney(totals?.revenueMicros ?? 0)),
]

function figure(key: (typeof sortableColumns)[number], header: string, render: Column<ToolRow>['render']): Column<ToolRow> {
  return { key, header, render, sortable: true, firstDirection: 'desc', align: 'end' }
}
