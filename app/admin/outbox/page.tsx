import type { Metadata } from 'next'
import { OutboxTabs } from '@/components/outbox/outbox-tabs'
import { type Column, DataTable } from '@/components/ui/data-table'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { mailPreviews } from '@/emails/_parts/previews'
import { env } from '@/lib/env'
import { formatCount, formatRelative } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { type OutboxState, outboxStates } from '@/lib/outbox/model'
import { countMatching, countOutbox, findOldestDue, listOutbox, type OutboxRow } from '@/lib/outbox/queries'
import { markOf, stateMark } from './_parts/words'

export const metadata: Metadata = { title: 'Outbox' }

export default async function OutboxPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/outbox', sortable: [], defaultSort: { by: '', direction: 'asc' } })
  const filter = {
    state: outboxStates.find((state) => state === query.params.state),
    template: mailPreviews.find(({ name }) => name === query.params.template)?.name,
    search: query.search || undefined,
  }
  const { counts, oldest, rows, total } = await readPlatform(ctx, async (tx) => ({
    counts: await countOutbox(tx),
    oldest: await findOldestDue(tx, ctx.now),
    rows: await listOutbox(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countMatching(tx, filter),
  }))

  const columns: Column<OutboxRow>[] = [
    { key: 'subject', header: 'Subject', rowHeader: true, wrap: true, render: (mail) => mail.subject },
    { key: 'to', header: 'To', render: (mail) => mail.toAddress },
    {
      key: 'state',
      header: 'State',
      render: (mail) => <StatusMark {...markOf(mail)} />,
    },
    { key: 'attempts', header: 'Attempts', align: 'end', hideOnPhone: true, render: (mail) => formatCount(mail.attempts) },
    { key: 'template', header: 'Mail', hideOnPhone: true, render: (mail) => mailPreviews.find(({ name }) => name === mail.template)?.title ?? mail.template },
    { key: 'created', header: 'Written', render: (mail) => <TimeAgo at={mail.createdAt} now={ctx.now} /> },
  ]
  return (
    <>
      <PageHeader
        eyebrow="Outbox"
        title={summary(counts)}
        note={
          env().RESEND_API_KEY
            ? oldest && `The longest-waiting mail became due ${formatRelative(oldest, ctx.now)}.`
            : 'No mail leaves this installation: RESEND_API_KEY is not set, so mails are kept here to be read.'
        }
      />
      <div className="space-y-4">
        <OutboxTabs current="mails" />
        <DataTable
          caption="Mails"
          columns={columns}
          rows={rows}
          rowKey={(mail) => mail.id}
          rowHref={(mail) => `/admin/outbox/${mail.id}`}
          query={query}
          total={total}
          searchPlaceholder="Search address or subject"
          filters={[
            {
              name: 'state',
              label: 'State',
              value: query.params.state ?? '',
              allLabel: 'Every state',
              options: outboxStates.map((state) => ({ value: state, label: stateMark[state].label })),
            },
            {
              name: 'template',
              label: 'Mail',
              value: query.params.template ?? '',
              allLabel: 'Every mail',
              options: mailPreviews.map(({ name, title }) => ({ value: name, label: title })),
            },
          ]}
          densityChoice
          empty="Every mail that Pulsegrid writes to somebody stands here: what it said, when it was sent, and what kept it. The weekly digest comes on Mondays at 09:00."
        />
      </div>
    </>
  )
}

/** The state of the outbox in a sentence. */
function summary(counts: Partial<Record<OutboxState, number>>): string {
  const waiting = (counts.pending ?? 0) + (counts.sending ?? 0)
  const dead = counts.dead ?? 0
  if (dead > 0) return dead === 1 ? 'One mail could not be sent' : `${formatCount(dead)} mails could not be sent`
  if (waiting > 0) return waiting === 1 ? 'One mail waits to be sent' : `${formatCount(waiting)} mails wait to be sent`
  return (counts.sent ?? 0) > 0 ? 'Every mail that was owed has been sent' : 'No mail has been written yet'
}
