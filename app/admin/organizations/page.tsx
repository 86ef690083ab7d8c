import type { Metadata } from 'next'
import { lightTone, lightWord } from '@/components/scores/score-tone'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { Tag } from '@/components/ui/tag'
import { formatCount, formatScore } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { lights } from '@/lib/scores/model'
import { listPublishers, type Publisher, publisherSorts } from '@/lib/scores/publishers/queries'

export const metadata: Metadata = { title: 'Publishers' }

export default async function OrganizationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/organizations', sortable: publisherSorts, defaultSort: { by: 'score', direction: 'asc' } })
  const light = lights.find((known) => known === query.params.light) ?? null
  const sort = publisherSorts.find((known) => known === query.sort.by) ?? 'score'
  const { publishers, total } = await readPlatform(ctx, (tx) =>
    listPublishers(tx, { search: query.search, light, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
  )
  return (
    <>
      <PageHeader
        eyebrow="Publishers"
        title={total === 1 ? 'One publisher' : `${formatCount(total)} publishers`}
        note="Each with its newest score, the lowest first; scores are calculated every day at 03:00 UTC."
      />
      <DataTable
        caption="Publishers"
        columns={columns}
        rows={publishers}
        rowKey={(row) => row.organizationId}
        rowHref={(row) => `/admin/organizations/${row.organizationId}`}
        query={query}
        total={total}
        searchPlaceholder="Search by name"
        filters={[
          {
            name: 'light',
            label: 'State',
            value: light ?? '',
            options: lights.map((value) => ({ value, label: lightWord[value] })),
            allLabel: 'Any state',
          },
        ]}
        densityChoice
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title="Publishers stand here as soon as the platform reports a developer, or an import brings them."
          />
        }
      />
    </>
  )
}

const columns: Column<Publisher>[] = [
  { key: 'name', header: 'Publisher', render: (row) => row.name, sortable: true, rowHeader: true },
  { key: 'state', header: 'State', render: (row) => <StatusMark tone={lightTone(row.light)} label={row.light ? lightWord[row.light] : 'Not scored'} /> },
  {
    key: 'score',
    header: 'Score',
    render: (row) => (row.score === null ? '–' : `${formatScore(row.score)} · ${row.grade}`),
    sortable: true,
    align: 'end',
  },
  { key: 'tools', header: 'Tools', render: (row) => formatCount(row.tools), sortable: true, firstDirection: 'desc', align: 'end' },
  { key: 'members', header: 'Members', render: (row) => formatCount(row.members), align: 'end', hideOnPhone: true },
  {
    key: 'source',
    header: 'Source',
    render: (row) => (row.simulated ? <Tag>simulated</Tag> : row.shiftedWeeks ? <Tag>moved by {row.shiftedWeeks} weeks</Tag> : 'reported'),
    hideOnPhone: true,
  },
]
