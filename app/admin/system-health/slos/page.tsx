import type { Metadata } from 'next'
import { HealthTabs } from '@/components/systems/health-tabs'
import { budgetWords } from '@/components/systems/slo-card'
import { sloMarks } from '@/components/systems/words'
import { Banner } from '@/components/ui/banner'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { formatPercent } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { sloStates } from '@/lib/systems/model'
import { platformSentence } from '@/lib/systems/platform'
import { listSlos } from '@/lib/systems/queries/list-slos'

export const metadata: Metadata = { title: 'SLOs' }

/** What is promised of the platform, and how each promise stands. */
export default async function SlosPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const query = parseTableQuery(await searchParams, { path: '/admin/system-health/slos', sortable: [], defaultSort: { by: 'position', direction: 'asc' } })
  const slos = await readPlatform(ctx, (tx) => listSlos(tx, now))
  const state = sloStates.find((each) => each === query.params.state)
  const search = query.search.toLowerCase()
  const found = slos.filter(
    ({ name, systemName, standing }) => (state === undefined || standing.state === state) && `${name} ${systemName}`.toLowerCase().includes(search),
  )
  const create = hasPermission(ctx.actor, 'alerts.write') ? (
    <LinkButton href="/admin/system-health/slos/new" variant="primary">
      Write an SLO
    </LinkButton>
  ) : null
  return (
    <>
      <PageHeader
        eyebrow="System health"
        title={platformSentence(
          slos.filter(({ enabled }) => enabled),
          now,
        )}
        note="An SLO says which part of the events of a system is to be good over a window. What may be bad is its error budget; when that burns too fast, its alert rule tells."
        actions={create}
      />
      <HealthTabs current="slos" />
      {query.params.deleted ? (
        <div className="mb-4">
          <Banner tone="info" title="The SLO and its alert rule are deleted; past alerts stay." />
        </div>
      ) : null}
      <DataTable
        caption="SLOs"
        rows={found.slice(query.offset, query.offset + query.pageSize)}
        total={found.length}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/admin/system-health/slos/${id}`}
        query={query}
        searchPlaceholder="Search name or system"
        filters={[
          {
            name: 'state',
            label: 'State',
            value: state ?? '',
            allLabel: 'Every state',
            options: sloStates.map((value) => ({ value, label: sloMarks[value].label })),
          },
        ]}
        columns={[
          { key: 'name', header: 'SLO', rowHeader: true, wrap: true, render: ({ name }) => name },
          {
            key: 'state',
            header: 'State',
            render: ({ enabled, standing }) => (enabled ? <StatusMark {...sloMarks[standing.state]} /> : <StatusMark tone="neutral" label="Off" />),
          },
          { key: 'value', header: 'Value', align: 'end', render: ({ standing }) => formatPercent(standing.value) },
          { key: 'target', header: 'Target', align: 'end', render: ({ objective, windowDays }) => `${formatPercent(objective)} · ${windowDays} d` },
          { key: 'budget', header: 'Error budget', hideOnPhone: true, render: (slo) => budgetWords(slo) },
          { key: 'system', header: 'System', hideOnPhone: true, render: ({ systemName }) => systemName },
          {
            key: 'rule',
            header: 'Alert rule',
            hideOnPhone: true,
            render: ({ ruleEnabled }) => (ruleEnabled === null ? 'none' : ruleEnabled ? 'on' : 'off'),
          },
        ]}
        empty={
          <EmptyState
            picture={<EmptyPicture kind="score" />}
            title="No SLO yet. Begin with what people notice first: which part of the requests is to be answered without an error."
            action={create}
          />
        }
      />
    </>
  )
}
