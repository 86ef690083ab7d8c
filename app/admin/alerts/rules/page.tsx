import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { RuleTable } from '@/components/alerts/rule-table'
import { ActionButton } from '@/components/ui/action-button'
import { Banner } from '@/components/ui/banner'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { readRuleFilter } from '@/lib/alerts/filter'
import { templates } from '@/lib/alerts/metrics/templates'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { countRules, listRules } from '@/lib/alerts/queries/list-rules'
import { rulesSentence } from '@/lib/alerts/rules-sentence'
import { hasPermission } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { disable, enable, restore } from './actions'

export const metadata: Metadata = { title: 'Alert rules' }

const offered = templates.filter(({ scopes }) => scopes.includes('platform'))

/** The platform's rules, those with something open first. */
export default async function AdminRulesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const writes = hasPermission(ctx.actor, 'alerts.write')
  const organizationId = null
  const query = parseTableQuery(await searchParams, { path: '/admin/alerts/rules', sortable: [], defaultSort: { by: 'name', direction: 'asc' } })
  const filter = { ...readRuleFilter(query.params, query.search), organizationId, now }
  const of = { organizationId, now }
  const { rules, total, counts, open } = await readPlatform(ctx, async (tx) => ({
    rules: await listRules(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countRules(tx, filter),
    counts: {
      all: await countRules(tx, of),
      on: await countRules(tx, { ...of, standing: 'on' }),
      firing: await countRules(tx, { ...of, standing: 'firing' }),
      failing: await countRules(tx, { ...of, standing: 'failing' }),
    },
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
  }))
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={rulesSentence(counts)}
        note="A rule says what is watched, and when that is bad. These watch the platform and everybody’s tools; organizations have their own."
        actions={
          writes ? (
            <LinkButton href="/admin/alerts/rules/new" variant="primary">
              Write a rule
            </LinkButton>
          ) : null
        }
      />
      <AlertTabs base="/admin/alerts" evaluator current="rules" open={open} />
      {query.params.deleted && writes ? (
        <div className="mb-4">
          <Banner tone="info" title="The rule is deleted; its past alerts stay.">
            <ActionButton action={restore} fields={{ id: query.params.deleted }} size="sm" pendingLabel="Taking back">
              Take it back
            </ActionButton>
          </Banner>
        </div>
      ) : null}
      <RuleTable
        base="/admin/alerts"
        rules={rules}
        total={total}
        all={counts.all}
        query={query}
        filter={filter}
        templates={offered}
        now={now}
        zone="UTC"
        actions={writes ? { enable, disable } : null}
      />
    </>
  )
}
