import { setTimeout as sleep } from 'node:timers/promises'
import { getSessionCookie } from 'better-auth/cookies'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { type ReactNode, Suspense } from 'react'
import { DataLabels } from '@/components/shell/data-labels'
import { AgeBanner } from '@/components/status/age-banner'
import { FeedLinks } from '@/components/status/feed-links'
import { OpenIncidentCard } from '@/components/status/incident-story'
import { MaintenanceCard } from '@/components/status/maintenance-card'
import { stateTones } from '@/components/status/marks'
import { PastEvents } from '@/components/status/past-events'
import { RefreshEachMinute } from '@/components/status/refresh-each-minute'
import { SystemList } from '@/components/status/system-list'
import { cx } from '@/components/ui/cx'
import { LinkButton } from '@/components/ui/link-button'
import { Skeleton } from '@/components/ui/skeleton'
import { Shape } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { toneSoft } from '@/components/ui/tone'
import { COOKIE_PREFIX } from '@/lib/auth/names'
import { env } from '@/lib/env'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import { recentEvents } from '@/lib/status/history'
import { maintenanceState } from '@/lib/status/maintenance-state'
import { openIncidents, overall, statusSentence } from '@/lib/status/overall'
import { loadOwnTools, type OwnTools } from './_parts/load-own-tools'
import { NothingKnown } from './_parts/nothing-known'
import { OwnToolsCard } from './_parts/own-tools'

export function generateMetadata(): Metadata {
  const name = env().STATUS_PAGE_NAME
  return {
    title: { absolute: `${name} status` },
    description: `Whether the systems of ${name} work, what is wrong with them, and what is planned.`,
    alternates: {
      canonical: '/status',
      types: {
        'application/rss+xml': [{ url: '/status/history.rss', title: `${name} status` }],
        'application/atom+xml': [{ url: '/status/history.atom', title: `${name} status` }],
      },
    },
    robots: { index: true, follow: true },
  }
}

/** A reader's own tools are waited for so long, so that nothing moves when they come; after it the page goes ahead. */
const OWN_TOOLS_MS = 400

/** The public status page, from the snapshot alone: it answers whether the database does or not. */
export default async function StatusPage() {
  const now = new Date()
  const signedIn = Boolean(getSessionCookie(await headers(), { cookiePrefix: COOKIE_PREFIX }))
  const own = signedIn ? loadOwnTools(now) : null
  const kept = await currentSnapshot(now)
  if (!kept) return <NothingKnown href="/status" />
  const { snapshot } = kept
  const open = openIncidents(snapshot)
  const ahead = snapshot.maintenances
    .filter((one) => ['scheduled', 'in_progress'].includes(maintenanceState(one, now)))
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))
  const recent = recentEvents(snapshot, now)
  const tone = stateTones[overall(snapshot, now).state]
  return (
    <div className="space-y-6">
      <RefreshEachMinute />
      {[...snapshot.maintenances, ...snapshot.incidents].some(({ simulated }) => simulated) ? (
        <DataLabels simulated="The simulated marketplace is loaded: incidents and maintenance on this page did not happen." shiftedWeeks={null} />
      ) : null}
      <section aria-labelledby="state" className={cx('rounded-lg border border-border px-4 py-4 sm:px-5', toneSoft[tone])}>
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-72">
            <p className="text-sm text-text-muted">{snapshot.name} status</p>
            <h1 id="state" className="mt-0.5 flex items-start gap-2.5 text-xl font-semibold text-balance">
              <span className="mt-1.5 flex">
                <Shape tone={tone} size={18} />
              </span>
              {statusSentence(snapshot, now)}
            </h1>
            <p className="mt-1 text-sm text-text-muted">
              As of <TimeAgo at={new Date(snapshot.at)} now={now} />; looked at every minute.
            </p>
          </div>
          <LinkButton href="/status/subscribe" variant="primary">
            Get updates
          </LinkButton>
        </div>
      </section>
      <AgeBanner kept={kept} now={now} />
      {own ? await ownTools(own) : null}
      {open.length > 0 ? (
        <section aria-label="Open incidents" className="space-y-4">
          {open.map((incident) => (
            <OpenIncidentCard key={incident.id} incident={incident} systems={snapshot.systems} now={now} />
          ))}
        </section>
      ) : null}
      <section aria-labelledby="systems" className="space-y-3">
        <h2 id="systems" className="sr-only">
          Systems
        </h2>
        <SystemList snapshot={snapshot} now={now} />
      </section>
      {ahead.length > 0 ? (
        <section aria-labelledby="planned" className="space-y-3">
          <h2 id="planned" className="text-lg font-semibold">
            Planned maintenance
          </h2>
          {ahead.map((maintenance) => (
            <MaintenanceCard key={maintenance.id} maintenance={maintenance} systems={snapshot.systems} now={now} />
          ))}
        </section>
      ) : null}
      <section aria-labelledby="recent" className="space-y-3">
        <div className="flex flex-wrap items-baseline justify-between gap-3">
          <h2 id="recent" className="text-lg font-semibold">
            {recent.length === 0 ? 'No incident in the last two weeks' : 'The last two weeks'}
          </h2>
          <LinkButton href="/status/history" size="sm">
            History
          </LinkButton>
        </div>
        {recent.length > 0 ? <PastEvents events={recent} systems={snapshot.systems} now={now} /> : null}
      </section>
      <FeedLinks />
    </div>
  )
}

/** The reader's own tools in place when they are there in time, otherwise as soon as they are. */
async function ownTools(reading: Promise<OwnTools | null | 'away'>): Promise<ReactNode> {
  const inTime = await Promise.race([reading.then(() => true), sleep(OWN_TOOLS_MS, false)])
  const card = <OwnToolsCard reading={reading} />
  return inTime ? card : <Suspense fallback={<Skeleton className="h-32 w-full" />}>{card}</Suspense>
}
