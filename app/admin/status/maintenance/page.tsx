import type { Metadata } from 'next'
import { maintenanceTones } from '@/components/status/marks'
import { StatusTabs } from '@/components/status/staff-tabs'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { formatDateTime, formatDuration } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { maintenanceState } from '@/lib/status/maintenance-state'
import { maintenanceStates } from '@/lib/status/model'
import { countMaintenances, listMaintenances, type StaffMaintenance } from '@/lib/status/queries/maintenances'
import { listShownSystems } from '@/lib/status/queries/read-rows'
import { maintenanceWords } from '@/lib/status/words'

export const metadata: Metadata = { title: 'Maintenance' }

/** Planned work: to come, under way, and of the past. */
export default async function MaintenancePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const query = parseTableQuery(await searchParams, { path: '/admin/status/maintenance', sortable: [], defaultSort: { by: '', direction: 'asc' } })
  const state = maintenanceStates.find((one) => one === query.params.state)
  const filter = { search: query.search, state, now }
  const { rows, total, systems, underWay, planned } = await readPlatform(ctx, async (tx) => ({
    rows: await listMaintenances(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countMaintenances(tx, filter),
    systems: await listShownSystems(tx),
    underWay: await countMaintenances(tx, { search: '', state: 'in_progress', now }),
    planned: await countMaintenances(tx, { search: '', state: 'scheduled', now }),
  }))
  const columns: Column<StaffMaintenance>[] = [
    { key: 'title', header: 'Maintenance', rowHeader: true, wrap: true, render: ({ title }) => title },
    {
      key: 'state',
      header: 'State',
      render: (row) => <StatusMark tone={maintenanceTones[maintenanceState(row, now)]} label={maintenanceWords[maintenanceState(row, now)]} />,
    },
    { key: 'from', header: 'From', render: ({ startsAt }) => formatDateTime(startsAt) },
    { key: 'length', header: 'For', hideOnPhone: true, render: ({ startsAt, endsAt }) => formatDuration(endsAt.getTime() - startsAt.getTime()) },
    {
      key: 'systems',
      header: 'Systems',
      wrap: true,
      hideOnPhone: true,
      render: (row) => row.systems.map((key) => systems.find((system) => system.key === key)?.name ?? key).join(', '),
    },
  ]
  return (
    <>
      <PageHeader
        eyebrow="Status page"
        title={sentence(underWay, planned)}
        note="Announced on the status page, in its calendar and to subscribers. It begins and ends by the clock unless somebody says so earlier."
        actions={
          hasPermission(ctx.actor, 'incidents.create') ? (
            <LinkButton href="/admin/status/maintenance/new" variant="primary">
              Plan maintenance
            </LinkButton>
          ) : null
        }
      />
      <div className="space-y-4">
        <StatusTabs current="maintenance" />
        <DataTable
          caption="Maintenance"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/admin/status/maintenance/${id}`}
          query={query}
          total={total}
          searchPlaceholder="Search title or text"
          filters={[
            {
              name: 'state',
              label: 'State',
              value: state ?? '',
              allLabel: 'Every state',
              options: maintenanceStates.map((value) => ({ value, label: maintenanceWords[value] })),
            },
          ]}
          empty={
            <EmptyState picture={<EmptyPicture kind="list" />} title="Planned work stands here: what is done, when, and on which systems.">
              Whoever has subscribed is told when it is planned, changed, begun, over or cancelled.
            </EmptyState>
          }
        />
      </div>
    </>
  )
}

function sentence(underWay: number, planned: number): string {
  const now = underWay === 0 ? '' : underWay === 1 ? 'One maintenance is under way' : `${underWay} maintenances are under way`
  const ahead = planned === 0 ? '' : planned === 1 ? 'one is planned' : `${planned} are planned`
  if (now) return ahead ? `${now}, ${ahead}` : now
  return ahead ? `${planned === 1 ? 'One maintenance is' : `${planned} maintenances are`} planned` : 'No maintenance is planned'
}
