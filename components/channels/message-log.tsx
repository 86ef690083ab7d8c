import type { DeliveryFilter } from '@/lib/channels/delivery-filter'
import { type ChannelKind, type DeliveryState, deliveryStates } from '@/lib/channels/model'
import { deliveryMarks, kindLabels } from '@/lib/channels/words'
import { type Column, DataTable } from '../ui/data-table'
import { EmptyPicture } from '../ui/empty-picture'
import { EmptyState } from '../ui/empty-state'
import { StatusMark } from '../ui/status-mark'
import { type TableQuery, tableHref } from '../ui/table-query'
import { TimeAgo } from '../ui/time-ago'

interface MessageRow {
  id: string
  channelName: string
  channelKind: ChannelKind
  subject: string
  state: DeliveryState
  attempts: number
  status: number | null
  createdAt: Date
}

interface MessageLogProps {
  rows: MessageRow[]
  total: number
  query: TableQuery
  filter: DeliveryFilter
  channels: readonly { id: string; name: string }[]
  now: Date
  zone: string
}

/** What was sent to channels: search, by state, by channel; each opens above the list. */
export function MessageLog({ rows, total, query, filter, channels, now, zone }: MessageLogProps) {
  const columns: Column<MessageRow>[] = [
    {
      key: 'subject',
      header: 'Message',
      rowHeader: true,
      wrap: true,
      render: ({ subject }) => <span className="line-clamp-3 sm:line-clamp-2">{subject}</span>,
    },
    { key: 'state', header: 'State', render: ({ state }) => <StatusMark {...deliveryMarks[state]} /> },
    {
      key: 'channel',
      header: 'Channel',
      hideOnPhone: true,
      render: ({ channelName, channelKind }) => (
        <>
          <span className="block max-w-48 truncate">{channelName}</span>
          <span className="block text-xs text-text-muted">{kindLabels[channelKind]}</span>
        </>
      ),
    },
    // A mail is handed to the outbox, which keeps what its provider answered.
    {
      key: 'answer',
      header: 'Answer',
      align: 'end',
      hideOnPhone: true,
      render: ({ status, channelKind }) => (channelKind === 'email' ? 'outbox' : (status ?? '–')),
    },
    { key: 'attempts', header: 'Attempts', align: 'end', hideOnPhone: true, render: ({ attempts }) => attempts },
    { key: 'at', header: 'Written', render: ({ createdAt }) => <TimeAgo at={createdAt} now={now} zone={zone} /> },
  ]
  return (
    <DataTable
      caption="Messages to channels"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `${tableHref(query, { message: id })}#message`}
      query={query}
      total={total}
      searchPlaceholder="Search by text or id"
      filters={[
        {
          name: 'state',
          label: 'State',
          value: filter.state ?? '',
          allLabel: 'Every state',
          options: deliveryStates.map((value) => ({ value, label: deliveryMarks[value].label })),
        },
        {
          name: 'channel',
          label: 'Channel',
          value: filter.channel ?? '',
          allLabel: 'All channels',
          options: channels.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]}
      empty={
        <EmptyState picture={<EmptyPicture kind="list" />} title="Every message to a channel stands here with its attempts and answers.">
          The first one comes with the next alert, or with a test.
        </EmptyState>
      }
    />
  )
}
