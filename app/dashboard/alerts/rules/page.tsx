import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { RuleTable } from '@/components/alerts/rule-table'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { readRuleFilter } from '@/lib/alerts/filter'
import { templates } from '@/lib/alerts/metrics/templates'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { countRules, listRules } from '@/lib/alerts/queries/list-rules'
import { rulesSentence } from '@/lib/alerts/rules-sentence'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { disable, enable, restore } from './actions'

export const metadata: Metadata = { title: 'Alert rules' }

const offered = templates.filter(({ scopes }) => scopes.includes('organization'))

/** The organization's rules, those with something open first. */
export default async function RulesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { now, organizationId } = ctx
  const query = parseTableQuery(await searchParams, { path: '/dashboard/alerts/rules', sortable: [], defaultSort: { by: 'name', direction: 'asc' } })
  const filter = { ...readRuleFilter(query.params, query.search), organizationId, now }
  const of = { organizationId, now }
  const { zone, rules, total, counts, open } = await readTenant(ctx, async (tx) => ({
    zone: (await getOrganization(tx, organizationId)).timeZone,
    rules: await listRules(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countRules(tx, filter),
    counts: {
      all: await countRules(tx, of),
      on: await countRules(tx, { ...of, standing: 'on' }),
      firing: await countRules(tx, { ...of, standing: 'firing' }),
      failing: await countRules(tx, { ...of, standing: 'failing' }),
    },
    open: await countAlerts(tx, { of: ctx, now, open: true }),
  }))
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={rulesSentence(counts)}
        note="A rule says what is watched, and when that is bad. Each can be tried on the past before it tells anybody."
        actions={
          <LinkButton href="/dashboard/alerts/rules/new" variant="primary">
            Write a rule
          </LinkButton>
        }
      />
      <AlertTabs base="/dashboard/alerts" historyPath="/dashboard/history" current="rules" open={open} />
      {query.params.deleted ? (
        <div className="mb-4">
          <Banner tone="info" title="The rule is deleted; its past alerts stay.">
            <ActionButton action={restore} fields={{ id: query.params.deleted }} size="sm" pendingLabel="Taking back">
              Take it back
            </ActionButton>
          </Banner>
        </div>
      ) : null}
      <RuleTable
        base="/dashboard/alerts"
        rules={rules}
        total={total}
        all={counts.all}
        query={query}
        filter={filter}
        templates={offered}
        now={now}
        zone={zone}
        actions={{ enable, disable }}
      />
    </>
  )
}
