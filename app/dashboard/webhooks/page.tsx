import type { Metadata } from 'next'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { EndpointBanners } from '@/components/webhooks/endpoint-banners'
import { getOrganization } from '@/lib/accounts/queries'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { countDeliveries, type DeliveryRow, listDeliveries } from '@/lib/webhooks/queries/list-deliveries'
import { listEndpoints } from '@/lib/webhooks/queries/list-endpoints'
import { deliveriesQuery } from './_parts/deliveries-query'
import { deliveriesNote, deliveriesSentence, deliveryMarks } from './_parts/words'

export const metadata: Metadata = { title: 'Webhook deliveries' }

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const { query, filter } = deliveriesQuery(await searchParams)
  const { rows, all, matching, endpoints, zone } = await readTenant(ctx, async (tx) => {
    const [rows, all, matching, endpoints, organization] = await Promise.all([
      listDeliveries(tx, { organizationId, now, ...filter, limit: query.pageSize, offset: query.offset }),
      countDeliveries(tx, { organizationId, now, scored: true }),
      countDeliveries(tx, { organizationId, now, ...filter }),
      listEndpoints(tx, { organizationId, now }),
      getOrganization(tx, organizationId),
    ])
    return { rows, all, matching, endpoints, zone: organization.timeZone }
  })
  return (
    <>
      <PageHeader
        eyebrow="Webhooks"
        title={deliveriesSentence(all)}
        note={deliveriesNote(all)}
        actions={<LinkButton href="/dashboard/settings/webhooks">Endpoints</LinkButton>}
      />
      <div className="space-y-4">
        <EndpointBanners endpoints={endpoints} now={now} enable={null} />
        <DataTable
          caption="Webhook deliveries"
          columns={columns(now, zone)}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/dashboard/webhooks/${id}`}
          query={query}
          total={Object.values(matching).reduce((sum, n) => sum + n, 0)}
          searchPlaceholder="Search by event or id"
          filters={[
            {
              name: 'state',
              label: 'State',
              value: filter.state ?? '',
              allLabel: 'Every state',
              options: Object.entries(deliveryMarks).map(([value, { label }]) => ({ value, label })),
            },
            {
              name: 'source',
              label: 'Sent by',
              value: filter.source ?? '',
              allLabel: 'Sent by both',
              options: [
                { value: 'platform', label: 'Sent by the platform' },
                { value: 'pulsegrid', label: 'Sent from here' },
              ],
            },
            {
              name: 'endpoint',
              label: 'Endpoint',
              value: filter.endpoint ?? '',
              allLabel: 'All endpoints',
              options: endpoints.map(({ id, url }) => ({ value: id, label: new URL(url).host })),
            },
          ]}
          csvHref={tableHref({ path: '/dashboard/webhooks/csv', params: query.params }, {})}
          empty={
            <EmptyState
              picture={<EmptyPicture kind="list" />}
              title="Every webhook to your endpoints stands here with its attempts and answers: those sent from here, and those that the platform reports."
              action={<LinkButton href="/dashboard/settings/webhooks#register">Register an endpoint</LinkButton>}
            >
              The first one comes with the next review, refund, gate or score.
            </EmptyState>
          }
        />
      </div>
    </>
  )
}

function columns(now: Date, zone: string): Column<DeliveryRow>[] {
  return [
    { key: 'type', header: 'Event', rowHeader: true, render: ({ type }) => <span className="font-mono text-xs">{type || 'not reported'}</span> },
    { key: 'state', header: 'State', render: ({ state }) => <StatusMark {...deliveryMarks[state]} /> },
    { key: 'status', header: 'Answer', align: 'end', render: ({ status }) => status ?? '–' },
    { key: 'attempts', header: 'Attempts', align: 'end', render: ({ attempts }) => attempts },
    { key: 'at', header: 'When', render: ({ at }) => <TimeAgo at={at} now={now} zone={zone} /> },
    {
      key: 'next',
      header: 'Next attempt',
      hideOnPhone: true,
      render: ({ nextAttemptAt }) => (nextAttemptAt ? <TimeAgo at={nextAttemptAt} now={now} zone={zone} /> : '–'),
    },
    { key: 'source', header: 'Sent by', hideOnPhone: true, render: ({ source }) => (source === 'platform' ? 'the platform' : 'Pulsegrid') },
    { key: 'endpoint', header: 'Endpoint', hideOnPhone: true, render: ({ url }) => (url ? new URL(url).host : '–') },
  ]
}
