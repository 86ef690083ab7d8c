import type { Metadata } from 'next'
import { ActiveAlerts } from '@/components/alerts/active-alerts'
import { activeSentence } from '@/components/alerts/active-sentence'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { severityMarks } from '@/components/alerts/words'
import { LiveRefresh } from '@/components/live/live-refresh'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Pagination } from '@/components/ui/pagination'
import { TableFilters } from '@/components/ui/table-filters'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { readAlertFilter } from '@/lib/alerts/filter'
import { alertSeverities } from '@/lib/alerts/model'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { hasPermission } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { mayAct } from '@/lib/incidents/permissions'
import { acknowledge, dismiss, rearm, reopen, resolve } from './actions'

export const metadata: Metadata = { title: 'Alerts' }

const PAGE = 50
/** For the first sentence more than this is only counted. */
const SENTENCE = 200

/** What is firing now, of the platform and of every organization. */
export default async function AdminAlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const query = parseTableQuery(await searchParams, { path: '/admin/alerts', sortable: [], defaultSort: { by: 'severity', direction: 'desc' }, pageSize: PAGE })
  const filter = readAlertFilter(query.params, query.search)
  const own = query.params.whose === 'platform'
  const of = own ? { organizationId: null } : ('everybody' as const)
  const { every, open, alerts, total } = await readPlatform(ctx, async (tx) => ({
    every: await listAlerts(tx, { of: 'everybody', now, open: true, sort: 'severity', limit: SENTENCE }),
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
    alerts: await listAlerts(tx, { ...filter, of, now, open: true, sort: 'severity', limit: PAGE, offset: query.offset }),
    total: await countAlerts(tx, { ...filter, of, now, open: true }),
  }))
  const writes = hasPermission(ctx.actor, 'alerts.write')
  return (
    <>
      <LiveRefresh on={['alerts']} />
      <PageHeader
        eyebrow="Alerts"
        title={activeSentence(every, open)}
        note="Of the platform and of every organization. What belongs to an organization its members take in hand; the platform’s is yours."
        actions={writes ? <LinkButton href="/admin/alerts/rules/new">Write a platform rule</LinkButton> : null}
      />
      <AlertTabs base="/admin/alerts" evaluator current="active" open={open} />
      {open > 0 ? (
        <div className="mb-4">
          <TableFilters
            query={query}
            narrowed={query.search !== '' || filter.severity !== undefined || own}
            searchPlaceholder="Search title, rule, tool or organization"
            filters={[
              {
                name: 'severity',
                label: 'Severity',
                value: filter.severity ?? '',
                allLabel: 'Every severity',
                options: alertSeverities.map((value) => ({ value, label: severityMarks[value].label })),
              },
              {
                name: 'whose',
                label: 'Whose',
                value: own ? 'platform' : '',
                allLabel: 'Everybody’s',
                options: [{ value: 'platform', label: 'The platform’s' }],
              },
            ]}
          />
        </div>
      ) : null}
      {alerts.length > 0 ? (
        <>
          <ActiveAlerts
            alerts={alerts}
            base="/admin/alerts"
            now={now}
            zone="UTC"
            staff
            incidentHref={mayAct(ctx.actor) ? ({ id }) => `/admin/incidents/new?alert=${id}` : undefined}
            actions={{ acknowledge, rearm, resolve, dismiss, reopen }}
            mayChange={({ organizationId }) => writes && organizationId === null}
          />
          <div className="mt-4">
            <Pagination query={query} total={total} shown={alerts.length} />
          </div>
        </>
      ) : open > 0 ? (
        <p className="rounded-lg border border-border bg-surface px-4 py-10 text-center text-sm text-text-muted">
          No open alert matches. Choose another filter or search.
        </p>
      ) : (
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title="What is bad stands here, the platform’s own and every organization’s."
          action={<LinkButton href="/admin/alerts/rules">Platform rules</LinkButton>}
        />
      )}
    </>
  )
}
