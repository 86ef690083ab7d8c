import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { LiveRefresh } from '@/components/live/live-refresh'
import { SloCard } from '@/components/systems/slo-card'
import { platformTones } from '@/components/systems/words'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { Shape } from '@/components/ui/status-mark'
import { countAlerts } from '@/lib/alerts/queries/list-alerts'
import { formatCount, formatDuration, formatPercent } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { incidentFigures } from '@/lib/incidents/queries/figures'
import { countOpen } from '@/lib/incidents/queries/list-incidents'
import { compliance } from '@/lib/systems/compliance'
import { platformSentence, platformState } from '@/lib/systems/platform'
import { listSlos } from '@/lib/systems/queries/list-slos'
import { addDays } from '@/lib/time'

export const metadata: Metadata = { title: 'Overview' }

/** The figures are of incidents that began in so many days, against as many before. */
const DAYS = 90

/** How the platform is, and how well those who keep it running do. */
export default async function AdminPage() {
  const ctx = await requireStaff('admin.read')
  const { now } = ctx
  const from = addDays(now, -DAYS)
  const { slos, alerts, incidents, lately, before } = await readPlatform(ctx, async (tx) => ({
    slos: (await listSlos(tx, now)).filter(({ enabled }) => enabled),
    alerts: await countAlerts(tx, { of: 'everybody', now, open: true }),
    incidents: await countOpen(tx),
    lately: await incidentFigures(tx, { from, to: now }, now),
    before: await incidentFigures(tx, { from: addDays(from, -DAYS), to: from }, now),
  }))
  const held = compliance(slos.map(({ standing }) => standing.state))
  const period = `incidents of ${DAYS} days`
  return (
    <>
      <LiveRefresh on={['metrics', 'alerts']} />
      <PageHeader
        eyebrow="Staff console"
        title={
          <span className="flex items-baseline gap-2.5">
            <Shape tone={platformTones[platformState(slos)]} size={16} />
            <span>{platformSentence(slos, now)}</span>
          </span>
        }
        note={`Open: ${openWords(incidents, 'incident')} and ${openWords(alerts, 'alert')}.`}
        actions={
          <LinkButton href="/admin/system-health" variant="primary">
            System health
          </LinkButton>
        }
      />
      <div className="space-y-6">
        <section aria-labelledby="success">
          <h2 id="success" className="mb-3 text-base font-medium">
            How well it is kept running
          </h2>
          <dl className="grid gap-4 sm:grid-cols-2 xl:grid-cols-5">
            <Success label="Time to acknowledge" value={formatDuration(lately.overall.acknowledgeMs)} href="/admin/incidents">
              {against(lately.overall.acknowledgeMs, before.overall.acknowledgeMs, period)}
            </Success>
            <Success label="Time to mitigation" value={formatDuration(lately.overall.mitigateMs)} href="/admin/incidents">
              {against(lately.overall.mitigateMs, before.overall.mitigateMs, period)}
            </Success>
            <Success label="Time to resolution" value={formatDuration(lately.overall.resolveMs)} href="/admin/incidents">
              {against(lately.overall.resolveMs, before.overall.resolveMs, period)}
            </Success>
            <Success label="With a post-mortem" value={formatPercent(lately.postmortemRatio)} href="/admin/incidents?status=resolved">
              {lately.postmortemRatio === null ? `No incident was resolved in ${DAYS} days.` : `Of resolved ${period}.`}
            </Success>
            <Success label="SLO compliance" value={formatPercent(held.ratio)} href="/admin/system-health/slos">
              {held.judged === 0 ? 'No SLO can be judged yet.' : `${formatCount(held.held)} of ${formatCount(held.judged)} SLOs hold.`}
            </Success>
          </dl>
        </section>
        {slos.length > 0 ? (
          <section aria-labelledby="slos">
            <h2 id="slos" className="mb-3 text-base font-medium">
              SLOs
            </h2>
            <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
              {slos.map((slo) => (
                <SloCard key={slo.id} slo={slo} now={now} href={`/admin/system-health/slos/${slo.id}`} />
              ))}
            </div>
          </section>
        ) : null}
      </div>
    </>
  )
}

function Success({ label, value, href, children }: { label: string; value: string; href: string; children: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-border bg-surface px-4 py-3">
      <dt className="text-xs text-text-muted">{label}</dt>
      <dd className="mt-0.5">
        <Link href={href} prefetch={false} className="text-lg font-semibold tabular-nums hover:underline" aria-label={`${label}: ${value}`}>
          {value}
        </Link>
        <span className="mt-0.5 block text-sm text-text-muted text-pretty">{children}</span>
      </dd>
    </div>
  )
}

function openWords(count: number, noun: string): string {
  return `${count === 0 ? 'no' : formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

function against(lately: number | null, before: number | null, period: string): string {
  if (lately === null) return `No ${period} to tell it by.`
  return before === null ? `Mean of ${period}.` : `Mean of ${period}; ${formatDuration(before)} in the ${DAYS} before.`
}
