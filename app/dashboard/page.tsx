import type { Metadata } from 'next'
import { TodaysAlertsCard } from '@/components/alerts/todays-alerts'
import { RunningGates } from '@/components/gates/running-gates'
import { LiveRefresh } from '@/components/live/live-refresh'
import { SetupTile } from '@/components/onboarding/setup-tile'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { isOwner } from '@/lib/auth/model'
import { formatCount, formatScore } from '@/lib/format'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { findSetupStatus } from '@/lib/onboarding/queries'
import { loadOverview, type Overview } from './_parts/load-overview'
import { Attention, Excused, ScoreCard } from './_parts/overview-cards'
import { CallerOverview, OwnCalls } from './_parts/own-calls'
import { Week } from './_parts/week'
import { dismiss, resume } from './setup/actions'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  const ctx = await requireTenant()
  const [overview, setup] = await Promise.all([loadOverview(ctx), readTenant(ctx, (tx) => findSetupStatus(tx, ctx))])
  const { report, sums, states, faults, usage, consumerReport, gates, alerts, zone } = overview
  return (
    <>
      <LiveRefresh on={['alerts', 'metrics', 'scores']} />
      <PageHeader eyebrow="Overview" title={sentence(overview)} />
      <div className="space-y-4">
        <RunningGates gates={gates} zone={zone} />
        <TodaysAlertsCard alerts={alerts} now={ctx.now} zone={zone} />
        {setup ? <SetupTile status={setup} putAside={isOwner(ctx.actor) ? { dismiss, resume } : null} /> : null}
        {report ? (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <ScoreCard report={report} />
            <Week {...sums} />
            <Attention states={states} />
            <Excused faults={faults} now={ctx.now} zone={zone} />
          </div>
        ) : null}
        {usage && report ? <OwnCalls usage={usage} /> : null}
        {usage && !report ? <CallerOverview usage={usage} report={consumerReport} now={ctx.now} zone={zone} /> : null}
        {report || usage ? null : (
          <EmptyState
            picture={<EmptyPicture kind="score" />}
            title="Health, traffic and what to do next stand here as soon as the platform reports this organization as a publisher or a consumer."
            action={<LinkButton href="/dashboard/settings">Settings</LinkButton>}
          />
        )}
      </div>
    </>
  )
}

/** The state of the organization in one sentence. */
function sentence({ name, report, states, sums, usage }: Overview): string {
  if (report) {
    const failing = states.filter(({ state }) => state.tone === 'critical' || state.tone === 'serious').length
    const score = report.score === null ? '' : ` with a health score of ${formatScore(report.score)} (${report.grade})`
    if (failing > 0)
      return `${failing === 1 ? 'One of your tools is' : `${failing} of your tools are`} in trouble; ${name} stands at ${formatScore(report.score)}`
    return `${name} answered ${formatCount(sums.current.invocations)} calls in 7 days${score}`
  }
  if (usage) return usage.state
  return `${name} is set up; nothing is reported about it yet`
}
