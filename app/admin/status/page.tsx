import type { Metadata } from 'next'
import { AgeBanner } from '@/components/status/age-banner'
import { FeedLinks } from '@/components/status/feed-links'
import { impactLine, incidentSpan } from '@/components/status/incident-story'
import { incidentTones, stateTones } from '@/components/status/marks'
import { StatusTabs } from '@/components/status/staff-tabs'
import { Card } from '@/components/ui/card'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery } from '@/components/ui/table-query'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatPercent } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { statusWords } from '@/lib/incidents/words'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import { componentState } from '@/lib/status/component-state'
import type { SnapshotIncident, SnapshotSystem } from '@/lib/status/model'
import { openIncidents, statusSentence } from '@/lib/status/overall'
import { countSubscribers } from '@/lib/status/queries/subscribers'
import { stateWords } from '@/lib/status/words'

export const metadata: Metadata = { title: 'Status page' }

/** What the public sees now, and who is told. */
export default async function AdminStatusPage() {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const kept = await currentSnapshot(now)
  const active = await readPlatform(ctx, (tx) => countSubscribers(tx, { search: '', kind: undefined, state: 'active' }))
  const query = parseTableQuery({}, { path: '/admin/status', sortable: [], defaultSort: { by: '', direction: 'asc' } })
  if (!kept) return <PageHeader eyebrow="Status page" title="Nothing is public yet" note="The job refresh-status puts the page together once a minute." />
  const { snapshot } = kept
  const systems: Column<SnapshotSystem>[] = [
    { key: 'name', header: 'System', rowHeader: true, render: ({ name }) => name },
    {
      key: 'state',
      header: 'Public state',
      render: (system) => {
        const { state } = componentState(system, snapshot, now)
        return <StatusMark tone={stateTones[state]} label={stateWords[state]} />
      },
    },
    {
      key: 'since',
      header: 'Since',
      hideOnPhone: true,
      render: (system) => <TimeAgo at={componentState(system, snapshot, now).since} now={now} empty="" />,
    },
    { key: 'uptime', header: 'Uptime, 90 days', align: 'end', render: ({ upRatio }) => formatPercent(upRatio) },
  ]
  const incidents: Column<SnapshotIncident>[] = [
    { key: 'title', header: 'Incident', rowHeader: true, wrap: true, render: ({ title }) => title },
    { key: 'status', header: 'Status', render: ({ status }) => <StatusMark tone={incidentTones[status]} label={statusWords[status]} /> },
    { key: 'affected', header: 'Affected', wrap: true, hideOnPhone: true, render: (incident) => impactLine(incident, snapshot.systems) || 'no system' },
    { key: 'when', header: 'When', wrap: true, hideOnPhone: true, render: (incident) => incidentSpan(incident, now) },
    { key: 'updates', header: 'Public updates', align: 'end', render: ({ updates }) => updates.length },
  ]
  const open = openIncidents(snapshot)
  return (
    <>
      <PageHeader
        eyebrow="Status page"
        title={`The public reads: ${statusSentence(snapshot, now)}`}
        note={`${active === 0 ? 'Nobody is' : active === 1 ? 'One subscriber is' : `${active} subscribers are`} told of each public update. Incidents are put on the page, and systems are named, on their own pages.`}
        actions={
          <>
            <LinkButton href="/status">Open the page</LinkButton>
            <LinkButton href="/admin/status/maintenance/new" variant="primary">
              Plan maintenance
            </LinkButton>
          </>
        }
      />
      <div className="space-y-4">
        <StatusTabs current="public" />
        <AgeBanner kept={kept} now={now} />
        <DataTable
          caption="Systems on the page"
          columns={systems}
          rows={snapshot.systems}
          rowKey={({ key }) => key}
          query={query}
          total={snapshot.systems.length}
          empty={<EmptyState title="Systems that are marked as public stand here, with the state that the page shows." />}
        />
        <h2 className="pt-2 text-base font-medium">Open incidents on the page</h2>
        <DataTable
          caption="Open incidents on the page"
          columns={incidents}
          rows={open}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/admin/incidents/${id}`}
          query={query}
          total={open.length}
          empty={<EmptyState title="An open incident that is marked as public stands here, with how many updates the public has read." />}
        />
        <Card
          title="For programs"
          note="The same facts as feeds, as a calendar and as Atlassian Statuspage's API. All of them answer while the database is away."
        >
          <FeedLinks />
        </Card>
      </div>
    </>
  )
}
