import type { Metadata } from 'next'
import { z } from 'zod'
import { AddChannels } from '@/components/channels/add-channels'
import { ChannelBanners } from '@/components/channels/channel-banners'
import { ChannelCard } from '@/components/channels/channel-card'
import { MessageCard } from '@/components/channels/message-card'
import { MessageLog } from '@/components/channels/message-log'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams, tableHref } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { mayWriteAlerts } from '@/lib/alerts/owner'
import { readDeliveryFilter } from '@/lib/channels/delivery-filter'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { countDeliveries, findDelivery, listDeliveries } from '@/lib/channels/queries/list-deliveries'
import { channelsSentence } from '@/lib/channels/words'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { add, change, disable, enable, remove, replay, rotate, test } from './actions'

export const metadata: Metadata = { title: 'Alert channels' }

const PATH = '/dashboard/channels'

export default async function ChannelsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const query = parseTableQuery(await searchParams, { path: PATH, sortable: [], defaultSort: { by: 'at', direction: 'desc' } })
  const filter = readDeliveryFilter(query.params, query.search)
  const messageId = z.uuid().safeParse(query.params.message).data
  const { channels, rows, total, message, zone } = await readTenant(ctx, async (tx) => {
    const owner = organizationId
    const [channels, rows, total, message, organization] = await Promise.all([
      listChannels(tx, { owner, now }),
      listDeliveries(tx, { owner, ...filter, limit: query.pageSize, offset: query.offset }),
      countDeliveries(tx, { owner, ...filter }),
      messageId ? findDelivery(tx, { owner, id: messageId }) : null,
      getOrganization(tx, organizationId),
    ])
    return { channels, rows, total, message, zone: organization.timeZone }
  })
  const mayChange = mayWriteAlerts(ctx.actor, { organizationId })
  return (
    <>
      <PageHeader
        eyebrow="Alert channels"
        title={channelsSentence(channels)}
        note="Where alerts are told. What fires is told half a minute after it began, so that what belongs together comes together; then when it changes, when it is over, and again while it lasts."
      />
      <div className="space-y-4">
        <ChannelBanners channels={channels} now={now} enable={mayChange ? enable : null} />
        {message ? (
          <MessageCard message={message} now={now} zone={zone} replay={mayChange ? replay : null} closeHref={`${tableHref(query, { message: null })}#log`} />
        ) : null}
        {channels.map((channel) => (
          <ChannelCard
            key={channel.id}
            channel={channel}
            now={now}
            zone={zone}
            path={PATH}
            actions={mayChange ? { test, enable, disable, change, rotate, remove } : null}
          />
        ))}
        {mayChange ? <AddChannels action={add} first={channels.length === 0} /> : null}
        <div id="log">
          <MessageLog rows={rows} total={total} query={query} filter={filter} channels={channels} now={now} zone={zone} />
        </div>
      </div>
    </>
  )
}
