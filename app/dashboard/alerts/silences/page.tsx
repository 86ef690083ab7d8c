import type { Metadata } from 'next'
import { AlertTabs } from '@/components/alerts/alert-tabs'
import { DependenciesCard } from '@/components/alerts/dependencies-card'
import { MaintenanceForm, maintenanceColumns, SilenceForm, silenceColumns, silenceMarks } from '@/components/alerts/silence-parts'
import { Card } from '@/components/ui/card'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { getOrganization } from '@/lib/accounts/queries'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { listRules } from '@/lib/alerts/queries/list-rules'
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
    active: await countSilences(tx, { of: ctx, now, state: 'active' }),
    windows: await listMaintenance(tx, { of: ctx }),
    dependencies: await listDependencies(tx, ctx),
    rules: await listRules(tx, { organizationId, now, limit: CHOICES, offset: 0 }),
    tools: await listTools(tx, { organizationId }),
    open: await countAlerts(tx, { of: ctx, now, open: true }),
  }))
  const { zone, rules, tools } = shown
  const held = shown.silences.reduce((sum, one) => sum + one.held, 0)
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={silencesSentence(shown.active, held)}
        note="Silenced alerts are judged and shown as ever; nobody is told of them. What is still open at the end is told then."
      />
      <AlertTabs base="/dashboard/alerts" historyPath="/dashboard/history" current="silences" open={shown.open} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-4">
          <DataTable
            caption="Silences"
            columns={silenceColumns({ tools, now, zone, mayChange: () => true, end, resume })}
            rows={shown.silences}
            rowKey={({ id }) => id}
            query={query}
            total={shown.total}
            filters={[
              {
                name: 'state',
                label: 'State',
                value: state ?? '',
                allLabel: 'Every state',
                options: silenceStates.map((value) => ({ value, label: silenceMarks[value].label })),
              },
            ]}
            empty={
              <EmptyState picture={<EmptyPicture kind="list" />} title="What you expect for a while stands here, with who said so and until when.">
                Silence a rule, a tool or a label; it ends by itself.
              </EmptyState>
            }
          />
          <h2 className="pt-2 text-base font-medium">Maintenance</h2>
          <DataTable
            caption="Maintenance windows"
            columns={maintenanceColumns({ tools, now, zone, mayChange: () => true, cancel, restore })}
            rows={shown.windows}
            rowKey={({ id }) => id}
            query={{ ...query, search: '', page: 1 }}
            total={shown.windows.length}
            empty={<EmptyState title="Planned work stands here, once or again and again.">While it lasts nothing that matches is told.</EmptyState>}
          />
          <DependenciesCard dependencies={shown.dependencies} tools={tools} actions={{ declare, undeclare }} />
        </div>
        <div className="min-w-0 space-y-4">
          <Card title="Silence alerts" id="silence">
            <SilenceForm action={silence} rules={rules} tools={tools} />
          </Card>
          <Card title="Plan maintenance" id="maintenance">
            <MaintenanceForm action={plan} rules={rules} tools={tools} zone={zone} now={now} />
          </Card>
        </div>
      </div>
    </>
  )
}
