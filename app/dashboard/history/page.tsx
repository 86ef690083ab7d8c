import type { Metadata } from 'next'
import { alertColumns, alertFilters } from '@/components/alerts/alert-columns'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { historySentence } from '@/lib/alerts/history-sentence'
import { countAlerts, listAlertServices, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { listRules } from '@/lib/alerts/queries/list-rules'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'
import { historyQuery } from './_parts/history-query'

export const metadata: Metadata = { title: 'Alert history' }

/** More than this are searched for, not chosen from a list. */
const CHOICES = 60

/** Every alert of the organization, by service or tool and time. */
export default async function HistoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter, sort } = historyQuery(await searchParams)
  const { zone, alerts, total, week, weekCritical, open, tools, services, rules } = await readTenant(ctx, async (tx) => ({
    zone: (await getOrganization(tx, organizationId)).timeZone,
    alerts: await listAlerts(tx, { ...filter, of: ctx, now, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
    total: await countAlerts(tx, { ...filter, of: ctx, now }),
    week: await countAlerts(tx, { of: ctx, now, days: 7 }),
    weekCritical: await countAlerts(tx, { of: ctx, now, days: 7, severity: 'critical' }),
    open: await countAlerts(tx, { of: ctx, now, open: true }),
    tools: await listTools(tx, { organizationId }),
    services: await listAlertServices(tx, ctx),
    rules: await listRules(tx, { organizationId, now, limit: CHOICES, offset: 0 }),
  }))
  return (
    <>
      <PageHeader eyebrow="Alerts" title={historySentence(week, weekCritical)} note="What has fired, how long it lasted and how it ended." />
      <AlertTabs base="/dashboard/alerts" historyPath="/dashboard/history" current="history" open={open} />
      <DataTable
        caption="Alert history"
        columns={alertColumns({ now, zone })}
        rows={alerts}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/dashboard/alerts/${id}`}
        query={query}
        total={total}
        searchPlaceholder="Search title, rule or tool"
        filters={alertFilters(filter, { tools: tools.length <= CHOICES ? tools : [], services, rules })}
        csvHref={tableHref({ path: '/dashboard/history/csv', params: query.params }, {})}
        densityChoice
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title="What fires stands here for good, with how it ended."
            action={<LinkButton href="/dashboard/alerts/rules">Alert rules</LinkButton>}
          >
            Nothing has fired yet.
          </EmptyState>
        }
      />
    </>
  )
}
