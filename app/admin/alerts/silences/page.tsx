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
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { listRules } from '@/lib/alerts/queries/list-rules'
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
    active: await countSilences(tx, { of: 'everybody', now, state: 'active' }),
    windows: await listMaintenance(tx, { of: 'everybody' }),
    dependencies: await listDependencies(tx, { organizationId: null }),
    rules: await listRules(tx, { organizationId: null, now, limit: CHOICES, offset: 0 }),
    open: await countAlerts(tx, { of: 'everybody', now, open: true }),
  }))
  const { rules } = shown
  const held = shown.silences.reduce((sum, one) => sum + one.held, 0)
  return (
    <>
      <PageHeader
        eyebrow="Alerts"
        title={silencesSentence(shown.active, held)}
        note="Silenced alerts are judged and shown as ever; nobody is told of them. What is still open at the end is told then."
      />
      <AlertTabs base="/admin/alerts" evaluator current="silences" open={shown.open} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-4">
          <DataTable
            caption="Silences"
            columns={silenceColumns({ tools: [], now, zone: 'UTC', staff: true, mayChange, end, resume })}
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
            columns={maintenanceColumns({ tools: [], now, zone: 'UTC', staff: true, mayChange, cancel, restore })}
            rows={shown.windows}
            rowKey={({ id }) => id}
            query={{ ...query, search: '', page: 1 }}
            total={shown.windows.length}
            empty={<EmptyState title="Planned work stands here, once or again and again.">While it lasts nothing that matches is told.</EmptyState>}
          />
          <DependenciesCard dependencies={shown.dependencies} tools={[]} actions={writes ? { declare, undeclare } : null} />
        </div>
        {writes ? (
          <div className="min-w-0 space-y-4">
            <Card title="Silence alerts" id="silence">
              <SilenceForm action={silence} rules={rules} tools={[]} />
            </Card>
            <Card title="Plan maintenance" id="maintenance">
              <MaintenanceForm action={plan} rules={rules} tools={[]} zone="UTC" now={now} />
            </Card>
          </div>
        ) : null}
      </div>
    </>
  )
}
