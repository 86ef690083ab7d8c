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
import { getOrganization } from '@/lib/accounts/queries'
import { readAlertFilter } from '@/lib/alerts/filter'
import { alertSeverities } from '@/lib/alerts/model'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { countRules } from '@/lib/alerts/queries/list-rules'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { acknowledge, dismiss, rearm, reopen, resolve } from './actions'

export const metadata: Metadata = { title: 'Alerts' }

/** A page's worth; a storm is paged. */
const PAGE = 50
/** For the first sentence more than this is only counted. */
const SENTENCE = 200

/** What is firing now, the gravest first. */
export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { now, organizationId } = ctx
  const query = parseTableQuery(await searchParams, {
    path: '/dashboard/alerts',
    sortable: [],
    defaultSort: { by: 'severity', direction: 'desc' },
    pageSize: PAGE,
  })
  const filter = readAlertFilter(query.params, query.search)
  const { zone, every, open, alerts, total, rules } = await readTenant(ctx, async (tx) => ({
    zone: (await getOrganization(tx, organizationId)).timeZone,
    every: await listAlerts(tx, { of: ctx, now, open: true, sort: 'severity', limit: SENTENCE }),
    open: await countAlerts(tx, { of: ctx, now, open: true }),
    alerts: await listAlerts(tx, { ...filter, of: ctx, now, open: true, sort: 'severity', limit: PAGE, offset: query.offset }),
    total: await countAlerts(tx, { ...filter, of: ctx, now, open: true }),
    rules: await countRules(tx, { organizationId, now }),
  }))
  const narrowed = query.search !== '' || filter.severity !== undefined
  return (
    <>
      <LiveRefresh on={['alerts']} />
      <PageHeader
        eyebrow="Alerts"
        title={activeSentence(every, open)}
        note="Rules are judged every minute. An alert fires after its value was bad for as long as its rule says, and resolves when it has recovered for as long."
        actions={
          <LinkButton href="/dashboard/alerts/rules/new" variant={rules === 0 ? 'primary' : 'secondary'}>
            Write a rule
          </LinkButton>
        }
      />
      <AlertTabs base="/dashboard/alerts" historyPath="/dashboard/history" current="active" open={open} />
      {open > 0 ? (
        <div className="mb-4">
          <TableFilters
            query={query}
            narrowed={narrowed}
            searchPlaceholder="Search title, rule or tool"
            filters={[
              {
                name: 'severity',
                label: 'Severity',
                value: filter.severity ?? '',
                allLabel: 'Every severity',
                options: alertSeverities.map((value) => ({ value, label: severityMarks[value].label })),
              },
            ]}
          />
        </div>
      ) : null}
      {alerts.length > 0 ? (
        <>
          <div data-live-list>
            <ActiveAlerts
              alerts={alerts}
              base="/dashboard/alerts"
              now={now}
              zone={zone}
              actions={{ acknowledge, rearm, resolve, dismiss, reopen }}
              mayChange={() => true}
            />
          </div>
          <div className="mt-4">
            <Pagination query={query} total={total} shown={alerts.length} />
          </div>
        </>
      ) : open > 0 ? (
        <p className="rounded-lg border border-border bg-surface px-4 py-10 text-center text-sm text-text-muted">
          No open alert matches. Choose another severity or search.
        </p>
      ) : (
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title={
            rules === 0
              ? 'What is bad stands here as soon as a rule says when that is.'
              : 'What is bad stands here, the gravest first, with what to do about it.'
          }
          action={
            rules === 0 ? (
              <LinkButton href="/dashboard/alerts/rules">Begin with a template</LinkButton>
            ) : (
              <>
                <LinkButton href="/dashboard/alerts/rules">All rules</LinkButton>
                <LinkButton href="/dashboard/history">What has fired</LinkButton>
              </>
            )
          }
        >
          With the keyboard: j and k move, a acknowledges, r resolves.
        </EmptyState>
      )}
    </>
  )
}
