import type { Metadata } from 'next'
import { HealthTabs } from '@/components/systems/health-tabs'
import { ActionButton } from '@/components/ui/action-button'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import type { System } from '@/lib/systems/model'
import { listSystems } from '@/lib/systems/queries/list-systems'
import { archive, restore } from './actions'

export const metadata: Metadata = { title: 'Systems' }

/** The parts that the platform is made of, as operators and the status page speak of them. */
export default async function SystemsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/system-health/systems', sortable: [], defaultSort: { by: 'position', direction: 'asc' } })
  const systems = await readPlatform(ctx, (tx) => listSystems(tx, { archived: true }))
  const inUse = systems.filter(({ archivedAt }) => archivedAt === null)
  const archived = query.params.state === 'archived'
  const search = query.search.toLowerCase()
  const found = (archived ? systems.filter(({ archivedAt }) => archivedAt !== null) : inUse).filter((system) =>
    `${system.name} ${system.key} ${system.provider ?? ''} ${system.routes.join(' ')}`.toLowerCase().includes(search),
  )
  const writes = hasPermission(ctx.actor, 'alerts.write')
  const shown = inUse.filter((system) => system.public).length
  const columns: Column<System>[] = [
    { key: 'name', header: 'System', rowHeader: true, wrap: true, render: ({ name }) => name },
    {
      key: 'public',
      header: 'Status page',
      render: (system) => (system.public ? <StatusMark tone="info" label="Public" /> : <StatusMark tone="neutral" label="Staff only" />),
    },
    { key: 'routes', header: 'Routes', wrap: true, hideOnPhone: true, render: ({ routes }) => <span className="break-all">{routes.join(', ') || '–'}</span> },
    { key: 'provider', header: 'Provider', hideOnPhone: true, render: ({ provider }) => provider ?? '–' },
    { key: 'logs', header: 'Logs', hideOnPhone: true, render: ({ logService }) => logService ?? '–' },
    { key: 'position', header: 'Place', align: 'end', render: ({ position }) => formatCount(position) },
  ]
  return (
    <>
      <PageHeader
        eyebrow="System health"
        title={`${formatCount(inUse.length)} ${inUse.length === 1 ? 'system' : 'systems'}, ${shown === inUse.length ? 'all' : formatCount(shown)} on the public status page`}
        note="A system is what incidents are about, what SLOs promise something of, and a line of the status page."
        actions={
          writes ? (
            <LinkButton href="/admin/system-health/systems/new" variant="primary">
              Add a system
            </LinkButton>
          ) : null
        }
      />
      <HealthTabs current="systems" />
      <DataTable
        caption="Systems"
        rows={found.slice(query.offset, query.offset + query.pageSize)}
        total={found.length}
        rowKey={({ key }) => key}
        rowHref={({ key }) => `/admin/system-health/systems/${key}`}
        query={query}
        searchPlaceholder="Search name, route or provider"
        filters={[
          { name: 'state', label: 'State', value: archived ? 'archived' : '', allLabel: 'In use', options: [{ value: 'archived', label: 'Archived' }] },
        ]}
        columns={
          writes
            ? [
                ...columns,
                {
                  key: 'change',
                  header: 'Change',
                  render: ({ key, archivedAt }) => (
                    <ActionButton
                      action={archivedAt === null ? archive : restore}
                      undo={{ action: archivedAt === null ? restore : archive }}
                      fields={{ key }}
                      size="sm"
                      pendingLabel="Changing"
                    >
                      {archivedAt === null ? 'Archive' : 'Take back'}
                    </ActionButton>
                  ),
                },
              ]
            : columns
        }
        empty={
          <EmptyState
            picture={<EmptyPicture kind="list" />}
            title={archived ? 'What is archived stands here.' : 'No system yet. Add the parts that you would speak of in an incident.'}
          />
        }
      />
    </>
  )
}
