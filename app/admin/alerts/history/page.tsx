import type { Metadata } from 'next'
import { alertColumns, alertFilters } from '@/components/alerts/alert-columns'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { historySentence } from '@/lib/alerts/history-sentence'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { historyQuery } from './_parts/history-query'

export const metadata: Metadata = { title: 'Alert history' }

/** Every alert, of the platform and of every organization. */
export default async function AdminHistoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { query, filter, sort } = historyQuery(await searchParams)
  const { alerts, total, week, weekCritical, open } = await readPlatform(ctx, async (tx) => ({
    alerts: await listAlerts(tx, { ...filter, of: 'everybody', now, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
    total: await countAlerts(tx, { ...filter, of: 'everybody', now }),
    week: await countAlerts(tx, { of: 'everybody', now, days: 7 }),
    weekCritical: await countAlerts(tx, { of: 'everybody', now, days: 7, severity: 'critical' }),
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
  }))
  return (
    <>
      <PageHeader eyebrow="Alerts" title={historySentence(week, weekCritical)} note="What has fired, how long it lasted and how it ended." />
      <AlertTabs base="/admin/alerts" evaluator current="history" open={open} />
      <DataTable
        caption="Alert history"
        columns={alertColumns({ now, zone: 'UTC', staff: true })}
        rows={alerts}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/admin/alerts/${id}`}
        query={query}
        total={total}
        searchPlaceholder="Search title, rule, tool or organization"
        filters={alertFilters(filter, {})}
        csvHref={tableHref({ path: '/admin/alerts/history/csv', params: query.params }, {})}
        densityChoice
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title="What fires stands here for good, with how it ended."
            action={<LinkButton href="/admin/alerts/rules">Alert rules</LinkButton>}
          >
            Nothing has fired yet.
          </EmptyState>
        }
      />
    </>
  )
}
