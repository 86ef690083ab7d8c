import type { Metadata } from 'next'
import { LiveRefresh } from '@/components/live/live-refresh'
import { HealthTabs } from '@/components/systems/health-tabs'
import { RecentAlerts } from '@/components/systems/recent-alerts'
import { SloCard } from '@/components/systems/slo-card'
import { SystemGrid } from '@/components/systems/system-grid'
import { TrendCards } from '@/components/systems/trend-cards'
import { WhyPanel } from '@/components/systems/why-panel'
import { platformTones } from '@/components/systems/words'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Shape } from '@/components/ui/status-mark'
import { Tag } from '@/components/ui/tag'
import { hasPermission } from '@/lib/auth/model'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { readSharedHealth } from '@/lib/systems/queries/shared-health'

export const metadata: Metadata = { title: 'System health' }

/** What state the platform is in, why, and what there is to look at. */
export default async function SystemHealthPage() {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const health = await readPlatform(ctx, (tx) => readSharedHealth(tx, now))
  const { slos, state } = health
  const writes = hasPermission(ctx.actor, 'alerts.write')
  return (
    <>
      <LiveRefresh on={['metrics', 'alerts']} />
      <PageHeader
        eyebrow="System health"
        title={
          <span className="flex items-baseline gap-2.5">
            <Shape tone={platformTones[state]} size={16} />
            <span>{health.sentence}</span>
          </span>
        }
        note={
          health.simulated ? (
            <>
              <Tag>Simulated</Tag> Requests, builds and webhooks of the simulated marketplace are counted in; npm run demo:remove takes them out.
            </>
          ) : null
        }
        actions={
          state === 'fine' || state === 'unknown' || !hasPermission(ctx.actor, 'incidents.create') ? null : (
            <LinkButton href="/admin/incidents/new" variant="primary">
              Open an incident
            </LinkButton>
          )
        }
      />
      <HealthTabs current="health" />
      <div className="space-y-6">
        <section aria-label="SLOs">
          <h2 className="sr-only">SLOs</h2>
          {slos.length > 0 ? (
            <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
              {slos.map((slo) => (
                <SloCard key={slo.id} slo={slo} now={now} href={`/admin/system-health/slos/${slo.id}`} />
              ))}
            </div>
          ) : (
            <EmptyState
              picture={<EmptyPicture kind="score" />}
              title="What is promised of the platform stands here: an SLO says which part of its events is to be good."
              action={writes ? <LinkButton href="/admin/system-health/slos/new">Write an SLO</LinkButton> : null}
            />
          )}
        </section>
        <WhyPanel findings={health.findings} now={now} />
        <section aria-label="All requests">
          <h2 className="sr-only">All requests</h2>
          <TrendCards newest={health.newest} trends={health.trends} />
        </section>
        <SystemGrid systems={health.systems} now={now} manage="/admin/system-health/systems" />
        <RecentAlerts alerts={health.alerts} count={health.alertCount} now={now} />
      </div>
    </>
  )
}
