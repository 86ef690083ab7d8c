import type { Metadata } from 'next'
import Link from 'next/link'
import { OutboxTabs } from '@/components/outbox/outbox-tabs'
import { ActionForm } from '@/components/ui/action-form'
import { type Column, DataTable } from '@/components/ui/data-table'
import { Disclosure } from '@/components/ui/disclosure'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { TextField } from '@/components/ui/text-field'
import { TimeAgo } from '@/components/ui/time-ago'
import { hasPermission } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { countSuppressions, listSuppressions, type Suppression } from '@/lib/outbox/queries'
import { lift } from './actions'

export const metadata: Metadata = { title: 'Suppressed addresses' }

/** Whom nothing is written to: addresses that bounced for good, and people who complained. */
export default async function SuppressionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/suppressions', sortable: [], defaultSort: { by: '', direction: 'desc' } })
  const { search, pageSize: limit, offset } = query
  const { rows, total, all } = await readPlatform(ctx, async (tx) => ({
    rows: await listSuppressions(tx, { search, limit, offset }),
    total: await countSuppressions(tx, search),
    all: await countSuppressions(tx, ''),
  }))
  const columns: Column<Suppression>[] = [
    { key: 'address', header: 'Address', rowHeader: true, render: (row) => <AddressLink address={row.address} /> },
    { key: 'reason', header: 'Why', wrap: true, render: (row) => row.reason },
    { key: 'since', header: 'Since', render: (row) => <TimeAgo at={row.createdAt} now={ctx.now} /> },
  ]
  if (hasPermission(ctx.actor, 'customers.write')) {
    columns.push({ key: 'lift', header: 'Change', wrap: true, render: (row) => <Lift suppression={row} /> })
  }
  return (
    <>
      <PageHeader
        eyebrow="Outbox"
        title={all === 0 ? 'No address is suppressed' : all === 1 ? 'One address gets no mail' : `${formatCount(all)} addresses get no mail`}
        note={
          env().RESEND_WEBHOOK_SECRET
            ? note(all)
            : 'Bounces and complaints are not heard of: RESEND_WEBHOOK_SECRET is not set, so what the mail provider reports to /api/webhooks/resend is refused.'
        }
      />
      <div className="space-y-4">
        <OutboxTabs current="suppressions" />
        <DataTable
          caption="Suppressed addresses"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          query={query}
          total={total}
          searchPlaceholder="Search address or reason"
          densityChoice
          empty={
            <EmptyState
              picture={<EmptyPicture kind="list" />}
              title="An address that bounces for good, or whose owner reports a mail as spam, stands here from that moment on, and no mail is sent to it."
            />
          }
        />
      </div>
    </>
  )
}

function note(all: number): string {
  if (all === 0) return 'None has bounced for good, and nobody has reported a mail as spam.'
  const why = all === 1 ? 'It bounced for good, or its owner reported a mail as spam.' : 'They bounced for good, or their owners reported a mail as spam.'
  return `${why} Sign-in links are not sent there either.`
}

/** Leads to the mails that went there, the last of which says what the provider answered. */
function AddressLink({ address }: { address: string }) {
  return (
    <Link href={`/admin/outbox?q=${encodeURIComponent(address)}`} className="font-medium text-accent underline-offset-2 hover:underline">
      {address}
    </Link>
  )
}

function Lift({ suppression }: { suppression: Suppression }) {
  return (
    <Disclosure summary="Write to it again" className="min-w-44 max-w-80" summaryClassName="text-accent">
      <ActionForm action={lift} className="space-y-3 pt-2 pb-1">
        <input type="hidden" name="suppressionId" value={suppression.id} />
        <TextField
          name="reason"
          label="Why it works again"
          hint="Stands in the audit log. If the provider keeps its own list, take the address off there as well."
          required
          maxLength={500}
          autoComplete="off"
        />
        <SubmitButton size="sm" variant="secondary" pendingLabel="Lifting">
          Lift the suppression
        </SubmitButton>
      </ActionForm>
    </Disclosure>
  )
}
