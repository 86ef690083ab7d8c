import { Card } from '@/components/ui/card'
import { DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import type { TableQuery } from '@/components/ui/table-query'
import type { FormAction } from '@/lib/action-result'
import type { SilenceDebt } from '@/lib/alerts/silence-debt'
import { type DependencyRow, type MaintenanceRow, type SilenceRow, type SilenceState, silenceStates } from '@/lib/alerts/view'
import { DependenciesCard } from './dependencies-card'
import { SilenceDebtCard } from './silence-debt-card'
import { MaintenanceForm, maintenanceColumns, SilenceForm, silenceColumns, silenceMarks } from './silence-parts'

interface SilencesViewProps {
  silences: SilenceRow[]
  /** What may be forgotten. */
  debts: readonly SilenceDebt[]
  /** Address of the section: /dashboard/alerts. */
  base: string
  total: number
  query: TableQuery
  state: SilenceState | undefined
  windows: MaintenanceRow[]
  dependencies: DependencyRow[]
  /** To choose from. */
  rules: { id: string; name: string }[]
  tools: { id: string; name: string }[]
  now: Date
  zone: string
  staff?: boolean
  /** May the reader write new ones? */
  writes: boolean
  mayChange: (row: { organizationId: string | null }) => boolean
  actions: Record<'silence' | 'end' | 'resume' | 'plan' | 'cancel' | 'restore' | 'declare' | 'undeclare', FormAction>
}

/** Silences, maintenance and what depends on what, with the forms for more of them. */
export function SilencesView(props: SilencesViewProps) {
  const { query, state, rules, tools, now, zone, staff, writes, mayChange, actions } = props
  const { silence, end, resume, plan, cancel, restore, declare, undeclare } = actions
  return (
    <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0 space-y-4">
        <SilenceDebtCard debts={props.debts} base={props.base} tools={tools} now={now} zone={zone} actions={writes ? { end, resume } : null} />
        <DataTable
          caption="Silences"
          columns={silenceColumns({ tools, now, zone, staff, mayChange, end, resume })}
          rows={props.silences}
          rowKey={({ id }) => id}
          query={query}
          total={props.total}
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
          columns={maintenanceColumns({ tools, now, zone, staff, mayChange, cancel, restore })}
          rows={props.windows}
          rowKey={({ id }) => id}
          query={{ ...query, search: '', page: 1 }}
          total={props.windows.length}
          empty={<EmptyState title="Planned work stands here, once or again and again.">While it lasts nothing that matches is told.</EmptyState>}
        />
        <DependenciesCard dependencies={props.dependencies} tools={tools} actions={writes ? { declare, undeclare } : null} />
      </div>
      {writes ? (
        <div className="min-w-0 space-y-4">
          <Card title="Silence alerts" id="silence">
            <SilenceForm action={silence} rules={rules} tools={tools} />
          </Card>
          <Card title="Plan maintenance" id="maintenance">
            <MaintenanceForm action={plan} rules={rules} tools={tools} zone={zone} now={now} />
          </Card>
        </div>
      ) : null}
    </div>
  )
}
