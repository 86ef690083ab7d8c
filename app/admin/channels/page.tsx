import type { Metadata } from 'next'
import { z } from 'zod'
import { AddChannels } from '@/components/channels/add-channels'
import { ChannelBanners } from '@/components/channels/channel-banners'
import { ChannelCard } from '@/components/channels/channel-card'
import { MessageCard } from '@/components/channels/message-card'
import { MessageLog } from '@/components/channels/message-log'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams, tableHref } from '@/components/ui/table-query'
import { mayWriteAlerts } from '@/lib/alerts/owner'
import { readDeliveryFilter } from '@/lib/channels/delivery-filter'
import { listChannels } from '@/lib/channels/queries/list-channels'
import { countDeliveries, findDelivery, listDeliveries } from '@/lib/channels/queries/list-deliveries'
import { channelsSentence } from '@/lib/channels/words'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { add, change, disable, enable, remove, replay, rotate, test } from './actions'

export const metadata: Metadata = { title: 'Alert channels' }

const PATH = '/admin/channels'

export default async function PlatformChannelsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const query = parseTableQuery(await searchParams, { path: PATH, sortable: [], defaultSort: { by: 'at', direction: 'desc' } })
  const filter = readDeliveryFilter(query.params, query.search)
  const messageId = z.uuid().safeParse(query.params.message).data
  const owner = null
  const { channels, rows, total, message } = await readPlatform(ctx, async (tx) => {
    const [channels, rows, total, message] = await Promise.all([
      listChannels(tx, { owner, now }),
      listDeliveries(tx, { owner, ...filter, limit: query.pageSize, offset: query.offset }),
      countDeliveries(tx, { owner, ...filter }),
      messageId ? findDelivery(tx, { owner, id: messageId }) : null,
    ])
    return { channels, rows, total, message }
  })
  const mayChange = mayWriteAlerts(ctx.actor, { organizationId: owner })
  return (
    <>
      <PageHeader
        eyebrow="Alert channels"
        title={channelsSentence(channels)}
        note="Where the platform’s own alerts are told; publishers have channels of their own. What fires is told half a minute after it began, so that what belongs together comes together; then when it changes, when it is over, and again while it lasts."
      />
      <div className="space-y-4">
        <ChannelBanners channels={channels} now={now} enable={mayChange ? enable : null} />
        {message ? (
          <MessageCard message={message} now={now} zone="UTC" replay={mayChange ? replay : null} closeHref={`${tableHref(query, { message: null })}#log`} />
        ) : null}
        {channels.map((channel) => (
          <ChannelCard
            key={channel.id}
            channel={channel}
            now={now}
            zone="UTC"
            path={PATH}
            actions={mayChange ? { test, enable, disable, change, rotate, remove } : null}
          />
        ))}
        {mayChange ? <AddChannels action={add} first={channels.length === 0} /> : null}
        <div id="log">
          <MessageLog rows={rows} total={total} query={query} filter={filter} channels={channels} now={now} zone="UTC" />
        </div>
      </div>
    </>
  )
}
