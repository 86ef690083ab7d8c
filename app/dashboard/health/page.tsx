import type { Metadata } from 'next'
import { AnomaliesCard } from '@/components/anomalies/anomalies-card'
import { RunningGates } from '@/components/gates/running-gates'
import { LiveRefresh } from '@/components/live/live-refresh'
import { PeersCard } from '@/components/peers/peers-card'
import { ActionList } from '@/components/scores/action-list'
import { DimensionList } from '@/components/scores/dimension-list'
import { NextActions } from '@/components/scores/next-actions'
import { ScoreHero } from '@/components/scores/score-hero'
import { ScoreReceipt } from '@/components/scores/score-receipt'
import { Banner } from '@/components/ui/banner'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import type { SearchParams } from '@/components/ui/table-query'
import { wholeOf } from '@/components/ui/whole'
import { getOrganization } from '@/lib/accounts/queries'
import { getAnomalyWeek } from '@/lib/anomalies/queries/week'
import { env } from '@/lib/env'
import { formatDate } from '@/lib/format'
import { listOpenGates } from '@/lib/gates/queries/list-gates'
import { readTenant } from '@/lib/http/read'
import { requireTenant } from '@/lib/http/require-actor'
import { getPeerReport } from '@/lib/peers/queries'
import { findHealthReport } from '@/lib/scores/queries'
import { addDays } from '@/lib/time'
import { loadTrends, Trends } from './_parts/trends'
import { dismiss, undismiss } from './actions'

export const metadata: Metadata = { title: 'Health' }

export default async function HealthPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireTenant()
  const search = await searchParams
  const { peers: category } = search
  const { report, zone, trends, peers, gates, anomalies } = await readTenant(ctx, async (tx) => {
    const at = { organizationId: ctx.organizationId, now: ctx.now }
    // Asked together: the connection sends them without waiting for each answer.
    const [organization, found, open, week] = await Promise.all([
      getOrganization(tx, ctx.organizationId),
      findHealthReport(tx, at),
      listOpenGates(tx, ctx),
      getAnomalyWeek(tx, at),
    ])
    const [charts, standing] = found ? await Promise.all([loadTrends(tx, ctx), getPeerReport(tx, { ...at, minimum: env().PEER_GROUP_MINIMUM })]) : [null, null]
    return { report: found, zone: organization.timeZone, trends: charts, gates: open, anomalies: week, peers: standing }
  })

  if (!report || !trends || !peers) {
    return (
      <>
        <PageHeader eyebrow="Health" title="Your organization does not publish tools, so there is no health score" />
        <EmptyState
          picture={<EmptyPicture kind="score" />}
          title="Here a publisher sees how healthy its tools are and what to fix first."
          action={<LinkButton href="/dashboard">Go to the overview</LinkButton>}
        >
          It appears as soon as the platform reports this organization as a developer and its tools.
        </EmptyState>
      </>
    )
  }

  const whole = wholeOf(search)
  const windowNote = report.asOf
    ? `${formatDate(addDays(report.asOf, -28), 'UTC')} to ${formatDate(addDays(report.asOf, -1), 'UTC')}, whole days in UTC`
    : 'The last 28 days'
  return (
    <>
      <LiveRefresh on={['scores', 'metrics']} />
      <PageHeader eyebrow="Health" title={report.why} note={report.fairness ?? undefined} />
      <div className="space-y-4">
        <RunningGates gates={gates} zone={zone} />
        {report.stale ? (
          <Banner tone="warning" title="This score is old: the daily calculation has not run since.">
            An operator finds the reason on the page of jobs. The figures below are those of {windowNote}.
          </Banner>
        ) : null}
        {report.state === 'none' ? (
          <EmptyState picture={<EmptyPicture kind="score" />} title="The first score is calculated at 03:00 UTC, from the calls of the days before." />
        ) : (
          <>
            <div className="grid gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
              <ScoreHero report={report} now={ctx.now} zone={zone} />
              <NextActions report={report} />
            </div>
            <DimensionList linkTools report={report} windowNote={windowNote} whole={whole} />
            <ActionList dismiss={dismiss} undismiss={undismiss} report={report} now={ctx.now} zone={zone} />
            <AnomaliesCard {...anomalies} now={ctx.now} zone={zone} whole={whole} allHref="/dashboard/anomalies" />
            <PeersCard
              report={peers}
              category={typeof category === 'string' ? category : null}
              own="you"
              hrefOf={(other) => `/dashboard/health${other === null ? '' : `?peers=${encodeURIComponent(other)}`}#peers`}
            />
          </>
        )}
        <Trends {...trends} zone={zone} />
        {report.state === 'none' ? null : <ScoreReceipt report={report} zone={zone} />}
      </div>
    </>
  )
}
