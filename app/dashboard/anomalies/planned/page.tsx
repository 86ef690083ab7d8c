import type { Metadata } from 'next'
import { PlanForm } from '@/components/anomalies/plan-form'
import { plannedColumns, plannedStateFilter } from '@/components/anomalies/planned-columns'
import { Card } from '@/components/ui/card'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { findDeveloperSettings, getOrganization } from '@/lib/accounts/queries'
import { readPlannedFilter } from '@/lib/anomalies/planned/filter'
import { countPlanned, listPlanned } from '@/lib/anomalies/planned/queries/list-planned'
import { summarizePlanned } from '@/lib/anomalies/planned/queries/summarize'
import { plannedSentence } from '@/lib/anomalies/planned/sentence'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'
import { cancel, plan, restore } from './actions'

export const metadata: Metadata = { title: 'Planned events' }

/** The calendar of what is expected: what is planned, and opens no story. */
export default async function PlannedEventsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const query = parseTableQuery(await searchParams, {
    path: '/dashboard/anomalies/planned',
    sortable: [],
    defaultSort: { by: 'from', direction: 'desc' },
  })
  const filter = readPlannedFilter(query.params, query.search)
  const { publishes, zone, tools, events, total, summary } = await readTenant(ctx, async (tx) => ({
    publishes: (await findDeveloperSettings(tx, organizationId)) !== null,
    zone: (await getOrganization(tx, organizationId)).timeZone,
    tools: await listTools(tx, { organizationId }),
    events: await listPlanned(tx, { ...filter, organizationId, now, limit: query.pageSize, offset: query.offset }),
    total: await countPlanned(tx, { ...filter, organizationId, now }),
    summary: await summarizePlanned(tx, { organizationId, now }),
  }))
  if (!publishes) {
    return (
      <>
        <PageHeader eyebrow="Planned events" title="Your organization does not publish tools, so there is nothing to plan for" />
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title="Here a publisher says when maintenance or a launch will make its tools unlike their usual selves."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        />
      </>
    )
  }
  return (
    <>
      <PageHeader
        eyebrow="Planned events"
        title={plannedSentence(summary, zone)}
        note="While an event is planned, nothing that is out of the ordinary on its tools opens a story, sends a mail or becomes usual."
        actions={<LinkButton href="/dashboard/anomalies">All anomalies</LinkButton>}
      />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <DataTable
          caption="Planned events"
          columns={plannedColumns({ staff: false, zone, now, mayChange: (event) => event.organizationId !== null, cancel, restore })}
          rows={events}
          rowKey={(event) => event.id}
          query={query}
          total={total}
          searchPlaceholder="Search title or tool"
          filters={[
            plannedStateFilter(filter.state),
            {
              name: 'tool',
              label: 'Tool',
              value: filter.toolId ?? '',
              allLabel: 'All tools',
              options: tools.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]}
          empty={
            <EmptyState picture={<EmptyPicture kind="list" />} title="Maintenance, launches and load tests stand here, with what the platform plans.">
              Plan one before it begins, or up to 24 hours after: what you expect then wakes nobody.
            </EmptyState>
          }
        />
        <Card title="Plan an event" id="plan">
          <PlanForm action={plan} tools={tools} zone={zone} now={now} />
        </Card>
      </div>
    </>
  )
}
