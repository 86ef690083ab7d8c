import type { Metadata } from 'next'
import { gateMark, gateSentence } from '@/components/gates/gate-sentence'
import { Card } from '@/components/ui/card'
import { type Column, DataTable } from '@/components/ui/data-table'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { findDeveloperSettings, getOrganization } from '@/lib/accounts/queries'
import { formatCount, formatDate } from '@/lib/format'
import { gateTypes } from '@/lib/gates/model'
import { findBadge } from '@/lib/gates/queries/badge'
import { listExemptions } from '@/lib/gates/queries/list-exemptions'
import { countGates, type GateView, gateSorts, listGates, listOpenGates } from '@/lib/gates/queries/list-gates'
import { listWatching } from '@/lib/gates/queries/list-watching'
import { gateOutcome, gateRules, gateTitles } from '@/lib/gates/words'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { Exemptions } from './_parts/exemptions'
import { ReliableCard } from './_parts/reliable-card'
import { RunningGate } from './_parts/running-gate'
import { Watching } from './_parts/watching'

export const metadata: Metadata = { title: 'Quality gates' }

const LIFTED = ['lifted'] as const
/** More gates than this are read one by one. */
const UNFOLDED = 2

export default async function GatesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { organizationId, now } = ctx
  const query = parseTableQuery(await searchParams, {
    path: '/dashboard/gates',
    sortable: gateSorts,
    defaultSort: { by: 'triggered', direction: 'desc' },
    pageSize: 10,
  })
  const type = gateTypes.find((one) => one === query.params.gate)
  const filter = { organizationId, states: LIFTED, type, search: query.search }
  const sort = gateSorts.find((one) => one === query.sort.by) ?? 'triggered'
  const { zone, publishes, open, watching, history, total, exemptions, badge } = await readTenant(ctx, async (tx) => ({
    publishes: (await findDeveloperSettings(tx, organizationId)) !== null,
    zone: (await getOrganization(tx, organizationId)).timeZone,
    open: await listOpenGates(tx, { organizationId }),
    watching: await listWatching(tx, { organizationId, now }),
    history: await listGates(tx, { ...filter, sort, direction: query.sort.direction, limit: query.pageSize, offset: query.offset }),
    total: await countGates(tx, filter),
    exemptions: await listExemptions(tx, { organizationId, limit: 20, offset: 0 }),
    badge: await findBadge(tx, organizationId),
  }))
  if (!publishes) {
    return (
      <>
        <PageHeader eyebrow="Quality gates" title="Your organization does not publish tools, so no gate stands over it" />
        <EmptyState
          picture={<EmptyPicture kind="list" />}
          title="Here a publisher sees what could happen to its listings, when, and how to prevent it."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        />
      </>
    )
  }
  return (
    <>
      <PageHeader
        eyebrow="Quality gates"
        title={sentence(open, watching.length)}
        note="Checked every night at 04:00 UTC, endpoints every quarter of an hour. Nothing happens to a listing before its warnings were sent, and everything is given back when the cause is gone."
      />
      <div className="space-y-4">
        {open.map((gate, i) => (
          <RunningGate key={gate.id} gate={gate} zone={zone} folded={i >= UNFOLDED} />
        ))}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <Watching watching={watching} open={open.length} />
          <ReliableCard badge={badge} zone={zone} />
        </div>
        {exemptions.length > 0 ? <Exemptions exemptions={exemptions} zone={zone} /> : null}
        <section aria-labelledby="history-title" className="space-y-2">
          <h2 id="history-title" className="text-base font-medium">
            History
          </h2>
          <DataTable
            caption="Gates that are over"
            columns={columns(zone)}
            rows={history}
            rowKey={(gate) => gate.id}
            rowHref={(gate) => `/dashboard/gates/${gate.id}`}
            query={query}
            total={total}
            searchPlaceholder="Search by tool"
            filters={[
              {
                name: 'gate',
                label: 'Gate',
                value: type ?? '',
                options: gateTypes.map((value) => ({ value, label: gateTitles[value] })),
                allLabel: 'All gates',
              },
            ]}
            empty={
              <EmptyState
                picture={<EmptyPicture kind="list" />}
                title="A gate that opened and was lifted stands here for good."
                action={<LinkButton href="/dashboard/health">Health</LinkButton>}
              />
            }
          />
        </section>
        <Card
          title="The five gates"
          note="Error rates count only failures charged to you, on days with at least 30 rated calls, and only with 1,000 of them in 28 days."
        >
          <ul className="space-y-2 text-sm">
            {gateTypes.map((one) => (
              <li key={one}>
                <span className="font-medium">{gateTitles[one]}.</span>{' '}
                <span className="text-text-muted">
                  {gateRules[one]} {gateOutcome(one)}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  )
}

function sentence(open: GateView[], watching: number): string {
  const applied = open.filter((gate) => gate.state === 'applied').length
  const warned = open.length - applied
  if (open.length === 0)
    return watching === 0 ? 'No gate is open, and none is on its way' : `No gate is open; ${watching === 1 ? 'one is' : `${watching} are`} on the way`
  if (applied === 0) return warned === 1 ? 'One gate has opened: there is time to put it right' : `${warned} gates have opened: there is time to put them right`
  const inForce = applied === 1 ? 'One gate is in force' : `${formatCount(applied)} gates are in force`
  return warned === 0 ? inForce : `${inForce}, ${warned === 1 ? 'one more has' : `${warned} more have`} opened`
}

function columns(zone: string): Column<GateView>[] {
  return [
    { key: 'tool', header: 'Subject', render: (gate) => gate.toolName ?? 'All your tools', sortable: true, rowHeader: true },
    { key: 'gate', header: 'Gate', render: (gate) => gateTitles[gate.type], sortable: true },
    { key: 'triggered', header: 'Opened', render: (gate) => formatDate(gate.triggeredAt, zone), sortable: true, firstDirection: 'desc' },
    { key: 'applied', header: 'In force', render: (gate) => (gate.appliedAt ? formatDate(gate.appliedAt, zone) : 'never'), hideOnPhone: true },
    {
      key: 'outcome',
      header: 'Outcome',
      wrap: true,
      render: (gate) => <StatusMark tone={gateMark(gate).tone} label={gateSentence(gate, zone)} className="whitespace-normal" />,
    },
  ]
}
