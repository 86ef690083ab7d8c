import type { Metadata } from 'next'
import { gateMark, gateSentence } from '@/components/gates/gate-sentence'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams, tableHref } from '@/components/ui/table-query'
import { hasPermission } from '@/lib/auth/model'
import { formatCount, formatDate } from '@/lib/format'
import { gateStates, gateTypes } from '@/lib/gates/model'
import { countExemptions, listExemptions } from '@/lib/gates/queries/list-exemptions'
import { countGates, type GateView, gateSorts, listGates } from '@/lib/gates/queries/list-gates'
import { gateStateWords, gateTitles } from '@/lib/gates/words'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { ExemptionQueue } from './_parts/exemption-queue'
import { gateFilter } from './_parts/gate-filter'

export const metadata: Metadata = { title: 'Quality gates' }

/** Every publisher's gates, and the exemptions that wait for a decision. */
export default async function AdminGatesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const query = parseTableQuery(await searchParams, { path: '/admin/gates', sortable: gateSorts, defaultSort: { by: 'triggered', direction: 'desc' } })
  const filter = gateFilter(query)
  const { gates, total, warned, applied, pending, waiting, inForce } = await readPlatform(ctx, async (tx) => ({
    gates: await listGates(tx, { ...filter, limit: query.pageSize, offset: query.offset }),
    total: await countGates(tx, filter),
    warned: await countGates(tx, { states: ['grace'] }),
    applied: await countGates(tx, { states: ['applied'] }),
    pending: await countExemptions(tx, { states: ['pending'] }),
    waiting: await listExemptions(tx, { states: ['pending'], limit: 20, offset: 0 }),
    inForce: await listExemptions(tx, { states: ['approved'], limit: 50, offset: 0 }),
  }))
  return (
    <>
      <PageHeader
        eyebrow="Quality gates"
        title={sentence(applied, warned, pending)}
        note="Checked every night at 04:00 UTC. Nothing is applied before the publisher was warned in time."
      />
      <div className="space-y-4">
        <ExemptionQueue waiting={waiting} pending={pending} inForce={inForce} mayDecide={hasPermission(ctx.actor, 'customers.write')} now={ctx.now} />
        <DataTable
          caption="Quality gates"
          columns={columns}
          rows={gates}
          rowKey={(gate) => gate.id}
          query={query}
          total={total}
          searchPlaceholder="Search publisher or tool"
          filters={[
            {
              name: 'gate',
              label: 'Gate',
              value: filter.type ?? '',
              options: gateTypes.map((value) => ({ value, label: gateTitles[value] })),
              allLabel: 'All gates',
            },
            {
              name: 'state',
              label: 'State',
              value: query.params.state ?? '',
              options: gateStates.map((value) => ({ value, label: gateStateWords[value] })),
              allLabel: 'All states',
            },
          ]}
          csvHref={tableHref({ path: '/admin/gates/csv', params: query.params }, {})}
          densityChoice
          empty={
            <EmptyState picture={<EmptyPicture kind="list" />} title="A gate stands here from the moment at which it opens, and for good.">
              The job quality-gate-check opens them; nothing has met its rules so far.
            </EmptyState>
          }
        />
      </div>
    </>
  )
}

function sentence(applied: number, warned: number, pending: number): string {
  const gates =
    applied + warned === 0
      ? 'No gate is open'
      : `${applied === 0 ? 'No gate is' : applied === 1 ? 'One gate is' : `${formatCount(applied)} gates are`} in force, ${warned === 0 ? 'nobody is' : warned === 1 ? 'one more is' : `${formatCount(warned)} more are`} warned`
  if (pending === 0) return gates
  return `${gates}; ${pending === 1 ? 'one exemption waits' : `${formatCount(pending)} exemptions wait`} for you`
}

const columns: Column<GateView>[] = [
  { key: 'publisher', header: 'Publisher', sortable: true, rowHeader: true, render: (gate) => gate.organizationName },
  { key: 'tool', header: 'Tool', sortable: true, render: (gate) => gate.toolName ?? 'all tools' },
  { key: 'gate', header: 'Gate', sortable: true, render: (gate) => gateTitles[gate.type] },
  { key: 'state', header: 'State', sortable: true, render: (gate) => <StatusMark {...gateMark(gate)} /> },
  { key: 'triggered', header: 'Opened', sortable: true, firstDirection: 'desc', render: (gate) => formatDate(gate.triggeredAt) },
  {
    key: 'what',
    header: 'What it does',
    wrap: true,
    hideOnPhone: true,
    render: (gate) => gateSentence({ ...gate, toolName: gate.toolName ?? 'Every tool' }, 'UTC'),
  },
]
