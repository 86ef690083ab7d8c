import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { SilencesView } from '@/components/alerts/silences-view'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { listRules } from '@/lib/alerts/queries/list-rules'
import { listSilenceDebt } from '@/lib/alerts/queries/silence-debt'
import { countSilences, listDependencies, listMaintenance, listSilences } from '@/lib/alerts/queries/silences'
import { silencesSentence } from '@/lib/alerts/silences-sentence'
import { silenceStates } from '@/lib/alerts/view'
import { hasPermission } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { cancel, declare, end, plan, restore, resume, silence, undeclare } from './actions'

export const metadata: Metadata = { title: 'Silences' }

/** Rules to choose from. */
const CHOICES = 200

/** What is kept from being told, by whom and until when. */
export default async function AdminSilencesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const writes = hasPermission(ctx.actor, 'alerts.write')
  const mayChange = ({ organizationId }: { organizationId: string | null }) => writes && organizationId === null
  const query = parseTableQuery(await searchParams, { path: '/admin/alerts/silences', sortable: [], defaultSort: { by: 'until', direction: 'asc' } })
  const state = silenceStates.find((one) => one === query.params.state)
  const shown = await readPlatform(ctx, async (tx) => ({
    silences: await listSilences(tx, { of: 'everybody', now, state, limit: query.pageSize, offset: query.offset }),
    total: await countSilences(tx, { of: 'everybody', now, state }),
    debts: await listSilenceDebt(tx, { organizationId: null, now }),
    active: await countSilences(tx, { of: 'everybody', now, state: 'active' }),
    windows: await listMaintenance(tx, { of: 'everybody' }),
    dependencies: await listDependencies(tx, { organizationId: null }),
    rules: await listRules(tx, { organizationId: null, now, limit: CHOICES, offset: 0 }),
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
  }))
  const held = shown.silences.reduce((sum, one) => sum + one.held, 0)
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={silencesSentence(shown.active, held)}
        note="Silenced alerts are judged and shown as ever; nobody is told of them. What is still open at the end is told then."
      />
      <AlertTabs base="/admin/alerts" evaluator current="silences" open={shown.open} />
      <SilencesView
        {...shown}
        base="/admin/alerts"
        query={query}
        state={state}
        tools={[]}
        now={now}
        zone="UTC"
        staff
        writes={writes}
        mayChange={mayChange}
        actions={{ silence, end, resume, plan, cancel, restore, declare, undeclare }}
      />
    </>
  )
}
