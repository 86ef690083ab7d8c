import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { AnomaliesCard } from '@/components/anomalies/anomalies-card'
import { stateMark } from '@/components/anomalies/words'
import { RunningGates } from '@/components/gates/running-gates'
import { toolState } from '@/components/tools/tool-state'
import { LinkTabs } from '@/components/ui/link-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { StatusMark } from '@/components/ui/status-mark'
import type { SearchParams } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import type { StoryRow } from '@/lib/anomalies/view'
import { isOwner } from '@/lib/auth/model'
import { formatCount, formatMs, formatPercent } from '@/lib/format'
import { requireTenant } from '@/lib/http/require-actor'
import { Charts } from './_parts/charts'
import { Figures } from './_parts/figures'
import { HealthEndpoint } from './_parts/health-endpoint'
import { loadTool, type ToolPage } from './_parts/load-tool'
import { Facts, Ledger, Reviews } from './_parts/panels'
import { type PeriodKey, parsePeriod, periods } from './_parts/period'
import { PublicListing } from './_parts/public-listing'
import { Versions } from './_parts/versions'

export const metadata: Metadata = { title: 'Tool' }

export default async function ToolPageRoute({ params, searchParams }: { params: Promise<{ toolId: string }>; searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const { toolId } = await params
  const search = await searchParams
  const period = parsePeriod(search.period)
  const page = await loadTool(ctx, toolId, period)
  if (!page) notFound()
  const { label } = periods[period]
  const state = toolState(page.sums.current, page.uptime?.lastState ?? null)
  return (
    <>
      <PageHeader eyebrow={page.tool.name} title={sentence(page, label)} note={<Note state={state} stories={page.anomalies.stories} />} />
      <div className="space-y-4">
        <RunningGates gates={page.gates} zone={page.zone} />
        <LinkTabs
          label="Period"
          current={period}
          tabs={(Object.keys(periods) as PeriodKey[]).map((key) => ({
            key,
            label: periods[key].label,
            href: `/dashboard/tools/${page.tool.id}${key === '28d' ? '' : `?period=${key}`}`,
          }))}
        />
        <Figures sums={page.sums} uptime={page.uptime} versus={`against the ${label} before`} />
        <Charts page={page} period={period} />
        <AnomaliesCard {...page.anomalies} now={ctx.now} zone={page.zone} whole={wholeOf(search)} allHref={`/dashboard/anomalies?tool=${page.tool.id}`} bare />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="min-w-0 space-y-4">
            <Ledger totals={page.sums.current} windowLabel={label} />
            <Versions page={page} mayChange={isOwner(ctx.actor)} />
          </div>
          <div className="min-w-0 space-y-4">
            <HealthEndpoint page={page} now={ctx.now} mayChange={isOwner(ctx.actor)} />
            <Reviews page={page} now={ctx.now} />
            <PublicListing listing={page.listing} />
          </div>
        </div>
        <Facts page={page} />
      </div>
    </>
  )
}

/** What goes on with the tool, where something does; else how it stands. */
function Note({ state, stories }: { state: ReturnType<typeof toolState>; stories: StoryRow[] }) {
  const going = stories.filter((story) => story.state === 'ongoing')
  const worst = going.find(({ severity }) => severity === 'urgent') ?? going.find(({ severity }) => severity === 'critical') ?? going[0]
  if (!worst) return <StatusMark {...state} />
  return (
    <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <StatusMark {...stateMark(worst.state, worst.severity)} />
      <Link href={`/dashboard/anomalies/${worst.id}`} prefetch={false} className="text-accent underline underline-offset-2">
        {worst.title}
      </Link>
    </span>
  )
}

/** Fewer calls have no slowest five of a hundred. */
const CALLS_FOR_P95 = 20

/** The tool's state as a sentence with its figures. */
function sentence({ tool, sums: { current } }: ToolPage, label: string): string {
  if (current.invocations === 0) return `${tool.name} had no calls in the last ${label}`
  const errors = current.fairErrorRatio === null ? '' : `, with ${formatPercent(current.fairErrorRatio)} errors charged to you`
  const latency = current.p95Ms === null || current.invocations < CALLS_FOR_P95 ? '' : `; 95 of 100 took less than ${formatMs(current.p95Ms)}`
  return `${tool.name} answered ${current.invocations === 1 ? 'one call' : `${formatCount(current.invocations)} calls`} in the last ${label}${errors}${latency}`
}
