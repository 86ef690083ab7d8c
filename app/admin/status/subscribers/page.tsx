import type { Metadata } from 'next'
import { StatusTabs } from '@/components/status/staff-tabs'
import { SystemChoice } from '@/components/status/system-choice'
import { ActionButton } from '@/components/ui/action-button'
import { ActionForm } from '@/components/ui/action-form'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { SubmitButton } from '@/components/ui/submit-button'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { TextField } from '@/components/ui/text-field'
import { TimeAgo } from '@/components/ui/time-ago'
import type { Tone } from '@/components/ui/tone'
import { hasPermission } from '@/lib/auth/model'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { type SubscriberState, subscriberKinds, subscriberStates } from '@/lib/status/model'
import { listShownSystems } from '@/lib/status/queries/read-rows'
import { countSubscribers, listSubscribers, type SubscriberRow } from '@/lib/status/queries/subscribers'
import { endReasonWords, subscriberKindWords, subscriberStateWords } from '@/lib/status/words'
import { invite, remove } from './actions'

export const metadata: Metadata = { title: 'Status subscribers' }

const tones: Record<SubscriberState, Tone> = { pending: 'neutral', active: 'good', ended: 'neutral' }

/** Who is told of public updates, and how that goes. */
export default async function SubscribersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const writes = hasPermission(ctx.actor, 'incidents.create')
  const query = parseTableQuery(await searchParams, { path: '/admin/status/subscribers', sortable: [], defaultSort: { by: '', direction: 'desc' } })
  const kind = subscriberKinds.find((one) => one === query.params.kind)
  const state = subscriberStates.find((one) => one === query.params.state)
  const filter = { search: query.search, kind, state }
  const { rows, total, systems, active, pending } = await readPlatform(ctx, async (tx) => ({
    rows: await listSubscribers(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countSubscribers(tx, filter),
    systems: await listShownSystems(tx),
    active: await countSubscribers(tx, { search: '', kind: undefined, state: 'active' }),
    pending: await countSubscribers(tx, { search: '', kind: undefined, state: 'pending' }),
  }))
  const nameOf = (key: string) => systems.find((system) => system.key === key)?.name ?? key
  const columns: Column<SubscriberRow>[] = [
    {
      key: 'address',
      header: 'Address',
      rowHeader: true,
      wrap: true,
      render: ({ address, simulated }) => (
        <span className="flex flex-wrap items-center gap-2">
          <span className="break-all">{address}</span>
          {simulated ? <Badge tone="info">Simulated</Badge> : null}
        </span>
      ),
    },
    { key: 'kind', header: 'Kind', hideOnPhone: true, render: (row) => subscriberKindWords[row.kind] },
    { key: 'state', header: 'State', wrap: true, render: (row) => <State row={row} now={now} /> },
    {
      key: 'systems',
      header: 'About',
      wrap: true,
      hideOnPhone: true,
      render: (row) => (row.systems.length === 0 ? 'everything' : row.systems.map(nameOf).join(', ')),
    },
    { key: 'told', header: 'Updates told', align: 'end', hideOnPhone: true, render: ({ told }) => formatCount(told) },
    { key: 'last', header: 'Last told', hideOnPhone: true, render: ({ lastToldAt }) => <TimeAgo at={lastToldAt} now={now} /> },
    { key: 'since', header: 'Since', hideOnPhone: true, render: ({ createdAt }) => <TimeAgo at={createdAt} now={now} /> },
  ]
  if (writes) {
    columns.push({
      key: 'end',
      header: 'End',
      render: (row) =>
        row.state === 'ended' ? null : (
          <ActionButton action={remove} fields={{ id: row.id }} size="sm" variant="ghost" pendingLabel="Ending">
            End it
          </ActionButton>
        ),
    })
  }
  return (
    <>
      <PageHeader
        eyebrow="Status page"
        title={
          active === 0
            ? 'Nobody is told of public updates yet'
            : active === 1
              ? 'One subscriber is told of public updates'
              : `${formatCount(active)} subscribers are told of public updates`
        }
        note={`${pending === 0 ? 'Nobody has' : pending === 1 ? 'One has' : `${formatCount(pending)} have`} not confirmed yet; without that nothing is sent. An address that has ended is forgotten after 30 days.`}
      />
      <div className="space-y-4">
        <StatusTabs current="subscribers" />
        <DataTable
          caption="Subscribers"
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          query={query}
          total={total}
          searchPlaceholder="Search address"
          densityChoice
          filters={[
            {
              name: 'kind',
              label: 'Kind',
              value: kind ?? '',
              allLabel: 'Every kind',
              options: subscriberKinds.map((value) => ({ value, label: subscriberKindWords[value] })),
            },
            {
              name: 'state',
              label: 'State',
              value: state ?? '',
              allLabel: 'Every state',
              options: subscriberStates.map((value) => ({ value, label: subscriberStateWords[value] })),
            },
          ]}
          empty={
            <EmptyState
              picture={<EmptyPicture kind="list" />}
              title="Whoever wants to be told subscribes on the status page, by mail or webhook, and stands here once confirmed."
            />
          }
        />
        {writes ? (
          <Card title="Add somebody" note="The address gets a link; it is told from when the link was pressed." className="max-w-3xl">
            <ActionForm action={invite} className="space-y-4">
              <TextField name="email" type="email" label="E-mail address" required maxLength={254} autoComplete="off" />
              <SystemChoice systems={systems} chosen={[]} />
              <SubmitButton variant="secondary" pendingLabel="Sending the link">
                Send the link
              </SubmitButton>
            </ActionForm>
          </Card>
        ) : null}
      </div>
    </>
  )
}

function State({ row, now }: { row: SubscriberRow; now: Date }) {
  return (
    <>
      <StatusMark tone={row.state === 'active' && row.failingSince ? 'warning' : tones[row.state]} label={subscriberStateWords[row.state]} />
      {row.state === 'active' && row.failingSince ? (
        <span className="block text-text-muted">
          not accepted since <TimeAgo at={row.failingSince} now={now} />
          {row.waiting > 0 ? `, ${formatCount(row.waiting)} waiting` : ''}
        </span>
      ) : null}
      {row.endReason ? <span className="block text-text-muted">{endReasonWords[row.endReason]}</span> : null}
    </>
  )
}
