import type { Metadata } from 'next'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { getOrganization, listMembers } from '@/lib/accounts/queries'
import { isOwner } from '@/lib/auth/model'
import { formatCount } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { type AuditEntry, countAuditEntries, listAuditEntries } from '@/lib/journal/queries'
import { auditSubjects, describeAct } from '@/lib/journal/words'
import { actorWord } from './_parts/actor'
import { auditPeriods, parseAudit } from './_parts/audit-query'

export const metadata: Metadata = { title: 'Audit log' }

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const params = await searchParams
  const { organization, members, query, entries, total } = await readTenant(ctx, async (tx) => {
    const [organization, members] = await Promise.all([getOrganization(tx, ctx.organizationId), listMembers(tx, ctx.organizationId)])
    const { query, filter } = parseAudit(params, ctx, organization.auditRetentionDays)
    const [entries, total] = await Promise.all([listAuditEntries(tx, filter, { limit: query.pageSize, offset: query.offset }), countAuditEntries(tx, filter)])
    return { organization, members, query, entries, total }
  })
  const kept = organization.auditRetentionDays
  const narrowed = query.search !== '' || Boolean(query.params.what || query.params.who || query.params.days)
  const columns: Column<AuditEntry>[] = [
    { key: 'what', header: 'What happened', rowHeader: true, wrap: true, render: (entry) => describeAct(entry) },
    { key: 'who', header: 'Who', wrap: true, render: (entry) => actorWord(entry) },
    { key: 'at', header: 'When', render: (entry) => <TimeAgo at={entry.at} now={ctx.now} zone={organization.timeZone} /> },
    ...(isOwner(ctx.actor)
      ? [{ key: 'ip', header: 'From', hideOnPhone: true, render: (entry: AuditEntry) => <span className="font-mono text-xs">{entry.ip ?? '–'}</span> }]
      : []),
  ]
  return (
    <>
      <PageHeader
        eyebrow="Settings"
        title={sentence(total, narrowed, kept)}
        note={
          kept === null
            ? 'How long it is kept has not been chosen, so everything shows.'
            : `Entries older than ${kept} days are not shown. Nobody can change or delete an entry.`
        }
        actions={
          <LinkButton href="/dashboard/settings/organization#audit-retention" size="sm">
            {kept === null ? 'Choose how long it is kept' : 'Change how long it is kept'}
          </LinkButton>
        }
      />
      <DataTable
        caption="Audit log"
        columns={columns}
        rows={entries}
        rowKey={(entry) => String(entry.id)}
        query={query}
        total={total}
        searchPlaceholder="Search what, who or id"
        filters={[
          {
            name: 'what',
            label: 'About',
            value: query.params.what ?? '',
            allLabel: 'About everything',
            options: auditSubjects.map(({ kind, label }) => ({ value: kind, label })),
          },
          {
            name: 'who',
            label: 'By',
            value: query.params.who ?? '',
            allLabel: 'By everybody',
            options: members.map(({ userId, name }) => ({ value: userId, label: name })),
          },
          {
            name: 'days',
            label: 'Period',
            value: query.params.days ?? '',
            allLabel: 'All that is kept',
            options: auditPeriods.filter((days) => kept === null || days < kept).map((days) => ({ value: String(days), label: `Last ${days} days` })),
          },
        ]}
        csvHref={tableHref({ path: '/dashboard/settings/audit/csv', params: query.params }, {})}
        densityChoice
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title="Who changed what stands here: members, keys, settings, webhooks, answers to reviews."
            action={<LinkButton href="/dashboard/settings/organization">Organization</LinkButton>}
          >
            The first change of a setting is the first entry.
          </EmptyState>
        }
      />
    </>
  )
}

function sentence(total: number, narrowed: boolean, kept: number | null): string {
  const changes = total === 1 ? 'one change' : `${formatCount(total)} changes`
  if (narrowed) return total === 0 ? 'No change matches' : `${changes.charAt(0).toUpperCase()}${changes.slice(1)} match${total === 1 ? 'es' : ''}`
  if (total === 0) return 'Nothing has been changed yet'
  return kept === null ? `The log holds ${changes}` : `The log holds ${changes} of the last ${kept} days`
}
