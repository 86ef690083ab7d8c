import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { SilencesView } from '@/components/alerts/silences-view'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { listRules } from '@/lib/alerts/queries/list-rules'
import { listSilenceDebt } from '@/lib/alerts/queries/silence-debt'
import { countSilences, listDependencies, listMaintenance, listSilences } from '@/lib/alerts/queries/silences'
import { silencesSentence } from '@/lib/alerts/silences-sentence'
import { silenceStates } from '@/lib/alerts/view'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { listTools } from '@/lib/tools/queries'
import { cancel, declare, end, plan, restore, resume, silence, undeclare } from './actions'

export const metadata: Metadata = { title: 'Silences' }

/** Rules to choose from. */
const CHOICES = 200

/** What is kept from being told, by whom and until when. */
export default async function SilencesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const query = parseTableQuery(await searchParams, { path: '/dashboard/alerts/silences', sortable: [], defaultSort: { by: 'until', direction: 'asc' } })
  const state = silenceStates.find((one) => one === query.params.state)
  const shown = await readTenant(ctx, async (tx) => ({
    zone: (await getOrganization(tx, organizationId)).timeZone,
    silences: await listSilences(tx, { of: ctx, now, state, limit: query.pageSize, offset: query.offset }),
    total: await countSilences(tx, { of: ctx, now, state }),
    debts: await listSilenceDebt(tx, { organizationId, now }),
    active: await countSilences(tx, { of: ctx, now, state: 'active' }),
    windows: await listMaintenance(tx, { of: ctx }),
    dependencies: await listDependencies(tx, ctx),
    rules: await listRules(tx, { organizationId, now, limit: CHOICES, offset: 0 }),
    tools: await listTools(tx, { organizationId }),
    open: await countAlerts(tx, { of: ctx, now, open: true }),
  }))
  const held = shown.silences.reduce((sum, one) => sum + one.held, 0)
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={silencesSentence(shown.active, held)}
        note="Silenced alerts are judged and shown as ever; nobody is told of them. What is still open at the end is told then."
      />
      <AlertTabs base="/dashboard/alerts" historyPath="/dashboard/history" current="silences" open={shown.open} />
      <SilencesView
        {...shown}
        base="/dashboard/alerts"
        query={query}
        state={state}
        now={now}
        writes
        mayChange={() => true}
        actions={{ silence, end, resume, plan, cancel, restore, declare, undeclare }}
      />
    </>
  )
}
