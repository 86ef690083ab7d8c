import type { Metadata } from 'next'
import { AgeBanner } from '@/components/status/age-banner'
import { FeedLinks } from '@/components/status/feed-links'
import { PastEvents } from '@/components/status/past-events'
import { ErrorState } from '@/components/ui/error-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import { historyMonths, historyWindow, MONTHS_A_PAGE } from '@/lib/status/history'
import { NothingKnown } from '../_parts/nothing-known'
import { readPast } from '../_parts/read-past'

export const metadata: Metadata = { title: 'Status history', alternates: { canonical: '/status/history' }, robots: { index: true, follow: true } }

/** Where the list ends: ten years. */
const LAST_PAGE = 40

/** What has happened, by month. The newest months come from the snapshot, older ones from the database. */
export default async function StatusHistoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const now = new Date()
  const { page: asked } = parseTableQuery(await searchParams, { path: '/status/history', sortable: [], defaultSort: { by: '', direction: 'desc' } })
  const page = Math.min(asked, LAST_PAGE)
  const kept = await currentSnapshot(now)
  if (!kept) return <NothingKnown href="/status/history" />
  const { snapshot } = kept
  const past = page === 1 ? snapshot : await readPast(historyWindow(now, page), snapshot)
  const months = past === 'away' ? [] : historyMonths(past, now, page)
  const count = months.reduce((sum, { events }) => sum + events.length, 0)
  const href = (to: number) => (to === 1 ? '/status/history' : `/status/history?page=${to}`)
  return (
    <div className="space-y-6">
      <PageHeader
        eyebrow={`${snapshot.name} status`}
        title={past === 'away' ? 'These months cannot be read right now' : sentence(count, months[months.length - 1]?.month, months[0]?.month)}
        actions={<LinkButton href="/status">State now</LinkButton>}
      />
      <AgeBanner kept={kept} now={now} />
      {past === 'away' ? (
        <ErrorState
          title="The database behind this page does not answer."
          kept={`The newest ${MONTHS_A_PAGE} months are still here; older ones are read when it is back.`}
          advice="Try again in a minute."
          actions={<LinkButton href="/status/history">Newest months</LinkButton>}
        />
      ) : (
        months.map(({ month, events }) => (
          <section key={month.toISOString()} aria-labelledby={`m${month.toISOString().slice(0, 7)}`} className="space-y-3">
            <h2 id={`m${month.toISOString().slice(0, 7)}`} className="text-lg font-semibold">
              {monthName(month)}
            </h2>
            {events.length === 0 ? <p className="text-text-muted">No incident.</p> : <PastEvents events={events} systems={snapshot.systems} now={now} />}
          </section>
        ))
      )}
      <nav aria-label="Months" className="flex flex-wrap justify-between gap-2">
        {page > 1 ? <LinkButton href={href(page - 1)}>Newer months</LinkButton> : <span />}
        {page < LAST_PAGE ? <LinkButton href={href(page + 1)}>Older months</LinkButton> : null}
      </nav>
      <FeedLinks />
    </div>
  )
}

function monthName(month: Date): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(month)
}

function sentence(count: number, from: Date | undefined, to: Date | undefined): string {
  const stretch = from && to ? ` from ${monthName(from)} to ${monthName(to)}` : ''
  if (count === 0) return `Nothing happened${stretch}`
  return count === 1 ? `One incident or maintenance${stretch}` : `${count} incidents and maintenances${stretch}`
}
