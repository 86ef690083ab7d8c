import type { Metadata } from 'next'
import { FiguresTable } from '@/components/incidents/figures'
import { incidentColumns } from '@/components/incidents/incident-columns'
import { OpenIncidents } from '@/components/incidents/open-incidents'
import { incidentsSentence } from '@/components/incidents/sentences'
import { SeverityDefinitions } from '@/components/incidents/severity-definitions'
import { WeeklyBars } from '@/components/incidents/weekly-bars'
import { Card } from '@/components/ui/card'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { type SearchParams, tableHref } from '@/components/ui/table-query'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { incidentStatuses, severities } from '@/lib/incidents/model'
import { mayAct } from '@/lib/incidents/permissions'
import { listSystemChoices } from '@/lib/incidents/queries/choices'
import { incidentFigures } from '@/lib/incidents/queries/figures'
import { countIncidents, listIncidents, listOpenIncidents } from '@/lib/incidents/queries/list-incidents'
import { severityLabel, statusWords } from '@/lib/incidents/words'
import { addDays } from '@/lib/time'
import { incidentQuery } from './_parts/incident-query'

export const metadata: Metadata = { title: 'Incidents' }

/** Twelve weeks: a quarter, as figures of incidents are looked at. */
const FIGURE_DAYS = 83

/** What is broken now, what was, and how fast it was answered and ended. */
export default async function IncidentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const { query, filter, sort } = incidentQuery(await searchParams)
  const { open, resolved, incidents, total, figures, systems } = await readPlatform(ctx, async (tx) => ({
    open: await listOpenIncidents(tx),
    resolved: await listIncidents(tx, { status: 'resolved', limit: 1, now }),
    incidents: await listIncidents(tx, { ...filter, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset, now }),
    total: await countIncidents(tx, filter),
    figures: await incidentFigures(tx, { from: addDays(now, -FIGURE_DAYS), to: now }, now),
    systems: await listSystemChoices(tx),
  }))
  const writes = mayAct(ctx.actor)
  const never = open.length === 0 && resolved.length === 0
  return (
    <>
      <PageHeader
        eyebrow="Incidents"
        title={incidentsSentence(open, resolved[0] ?? null, now)}
        note={
          open.length > 0
            ? 'The gravest first. An update is due as often as the severity says.'
            : 'What breaks is opened here, from an alert or by hand, and followed until all that was learned is done.'
        }
        actions={
          writes ? (
            <LinkButton variant="primary" href="/admin/incidents/new">
              Open an incident
            </LinkButton>
          ) : null
        }
      />
      <div className="space-y-4">
        {open.length > 0 ? <OpenIncidents incidents={open} now={now} /> : null}
        {never ? null : (
          <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
            <Card title="How fast they are answered and ended" note="Means over incidents that began in the last 12 weeks.">
              <FiguresTable figures={figures} />
            </Card>
            <Card>
              <WeeklyBars weeks={figures.weeks} />
            </Card>
          </div>
        )}
        <DataTable
          caption="Incidents"
          columns={incidentColumns(now)}
          rows={incidents}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/admin/incidents/${id}`}
          query={query}
          total={total}
          searchPlaceholder={never ? undefined : 'Search title, story or INC-12'}
          filters={
            never
              ? []
              : [
                  {
                    name: 'severity',
                    label: 'Severity',
                    value: filter.severity ? String(filter.severity) : '',
                    allLabel: 'Every severity',
                    options: severities.map((value) => ({ value: String(value), label: severityLabel(value) })),
                  },
                  {
                    name: 'status',
                    label: 'Status',
                    value: filter.status ?? '',
                    allLabel: 'Every status',
                    options: [
                      { value: 'open', label: 'Open' },
                      { value: 'unclosed', label: 'Resolved, not closed' },
                      ...incidentStatuses.map((value) => ({ value, label: statusWords[value] })),
                    ],
                  },
                  {
                    name: 'system',
                    label: 'System',
                    value: filter.system ?? '',
                    allLabel: 'Every system',
                    options: systems.map(({ key, name }) => ({ value: key, label: name })),
                  },
                ]
          }
          dates={
            never
              ? []
              : [
                  { name: 'from', label: 'from', value: query.params.from ?? '' },
                  { name: 'to', label: 'to', value: query.params.to ?? '' },
                ]
          }
          csvHref={never ? undefined : tableHref({ path: '/admin/incidents/csv', params: query.params }, {})}
          densityChoice={!never}
          empty={
            <EmptyState
              picture={<EmptyPicture kind="list" />}
              title="An incident is something broken that people work on together: its story, who is on it, what it cost and what was learned."
              action={
                <>
                  {writes ? (
                    <LinkButton variant="primary" href="/admin/incidents/new">
                      Open an incident
                    </LinkButton>
                  ) : null}
                  <LinkButton href="/admin/alerts">Open alerts</LinkButton>
                </>
              }
            >
              Open one from an alert (it is filled in for you) or by hand. From then on what its alerts do is written into the story by itself, and you are
              reminded when an update is due.
            </EmptyState>
          }
        />
        <Card title="Severities" id="severities">
          <SeverityDefinitions />
        </Card>
      </div>
    </>
  )
}
