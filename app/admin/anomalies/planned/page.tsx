import type { Metadata } from 'next'
import { PlanForm } from '@/components/anomalies/plan-form'
import { plannedColumns, plannedStateFilter } from '@/components/anomalies/planned-columns'
import { Card } from '@/components/ui/card'
import { cx } from '@/components/ui/cx'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { readPlannedFilter } from '@/lib/anomalies/planned/filter'
import { countPlanned, listPlanned } from '@/lib/anomalies/planned/queries/list-planned'
import { summarizePlanned } from '@/lib/anomalies/planned/queries/summarize'
import { plannedSentence } from '@/lib/anomalies/planned/sentence'
import { hasPermission } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { cancel, plan, restore } from './actions'

export const metadata: Metadata = { title: 'Planned events' }

/** Every publisher's planned events, and those of staff for everybody. */
export default async function AdminPlannedEventsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const mayPlan = hasPermission(ctx.actor, 'alerts.write')
  const query = parseTableQuery(await searchParams, { path: '/admin/anomalies/planned', sortable: [], defaultSort: { by: 'from', direction: 'desc' } })
  const everybody = query.params.for === 'everybody'
  const filter = { ...readPlannedFilter(query.params, query.search), everybody }
  const { events, total, summary } = await readPlatform(ctx, async (tx) => ({
    events: await listPlanned(tx, { ...filter, now, limit: query.pageSize, offset: query.offset }),
    total: await countPlanned(tx, { ...filter, now }),
    summary: await summarizePlanned(tx, { now }),
  }))
  return (
    <>
      <PageHeader
        eyebrow="Planned events"
        title={plannedSentence(summary, 'UTC')}
        note="Publishers plan for their own tools, staff for everybody’s. While an event is planned, nothing that is out of the ordinary on its tools opens a story."
        actions={<LinkButton href="/admin/anomalies">All anomalies</LinkButton>}
      />
      <div className={cx('grid grid-cols-1 items-start gap-4', mayPlan && 'xl:grid-cols-[minmax(0,1fr)_20rem]')}>
        <DataTable
          caption="Planned events"
          columns={plannedColumns({ staff: true, zone: 'UTC', now, mayChange: (event) => mayPlan && event.organizationId === null, cancel, restore })}
          rows={events}
          rowKey={(event) => event.id}
          query={query}
          total={total}
          searchPlaceholder="Search title, tool or publisher"
          filters={[
            plannedStateFilter(filter.state),
            {
              name: 'for',
              label: 'For',
              value: everybody ? 'everybody' : '',
              allLabel: 'Every event',
              options: [{ value: 'everybody', label: 'For everybody' }],
            },
          ]}
          empty={
            <EmptyState picture={<EmptyPicture kind="list" />} title="Maintenance of the platform and what publishers plan for their tools stand here.">
              Plan one for everybody before it begins, or up to 24 hours after.
            </EmptyState>
          }
        />
        {mayPlan ? (
          <Card title="Plan an event for everybody" id="plan">
            <PlanForm action={plan} tools={null} zone="UTC" now={now} />
          </Card>
        ) : null}
      </div>
    </>
  )
}
