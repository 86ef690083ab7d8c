import { getSessionCookie } from 'better-auth/cookies'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Logo } from '@/components/shell/logo'
import { CodeBlock } from '@/components/ui/code-block'
import { LinkButton } from '@/components/ui/link-button'
import { COOKIE_PREFIX } from '@/lib/auth/names'
import { env } from '@/lib/env'
import { ExampleScore } from './_parts/example-score'

export const metadata: Metadata = {
  title: { absolute: 'Pulsegrid: quality and operations console for API and tool marketplaces' },
  robots: { index: true, follow: false },
}

const watched: { title: string; text: string }[] = [
  {
    title: 'Every call, once',
    text: 'Outcome, latency percentiles, revenue and distinct consumers in five-minute and hourly figures. Sending a call twice changes nothing; a late one corrects the past.',
  },
  {
    title: 'Whose fault it was',
    text: 'Each failed call is charged to its consumer, the platform, an upstream provider or the publisher. A publisher is scored on its own faults only; the raw rate stands beside the fair one.',
  },
  {
    title: 'Endpoints that answer, or do not',
    text: 'Health endpoints are asked every five minutes: up, degraded or down, with the uptime of 28 days.',
  },
  {
    title: 'One score that opens',
    text: 'Five dimensions of 20 points. Every point opens into its metric, its threshold, its source and its history; the inputs of each day are kept as a receipt.',
  },
  {
    title: 'What to fix first',
    text: 'Each metric below its best is an action with steps and the points that it would add, found by scoring again, not by guessing.',
  },
  {
    title: 'A mail that says the same',
    text: 'On Monday at 09:00 in the publisher’s own time zone: the score, what changed it, and the three best next actions.',
  },
]

/** What Pulsegrid is, for whoever opens the address without a page. Needs no database. */
export default async function LandingPage() {
  const signedIn = Boolean(getSessionCookie(await headers(), { cookiePrefix: COOKIE_PREFIX }))
  const door = signedIn ? { href: '/dashboard', label: 'Open the console' } : { href: '/sign-in', label: 'Sign in' }
  return (
    <div className="mx-auto w-full max-w-[72rem] px-4 sm:px-6">
      <header className="flex h-16 items-center justify-between">
        <p className="flex items-center gap-2 text-lg font-semibold">
          <Logo size={24} />
          Pulsegrid
        </p>
        <div className="flex items-center gap-2">
          <LinkButton href="/directory" variant="ghost">
            Directory
          </LinkButton>
          <LinkButton href="/status" variant="ghost">
            Status
          </LinkButton>
          <LinkButton href={door.href}>{door.label}</LinkButton>
        </div>
      </header>
      <main>
        <section className="grid items-center gap-x-12 gap-y-10 pt-10 pb-16 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:pt-16 lg:pb-24">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight text-balance">Is the tool healthy, why not, and what to fix first.</h1>
            <p className="mt-4 max-w-[60ch] text-lg text-text-muted text-pretty">
              Pulsegrid is a self-hosted quality and operations console for companies whose product is APIs or tools that others publish and call. The platform
              sends in its facts; publishers and operators read the same figures, each of which opens down to its source.
            </p>
            <div className="mt-6 flex flex-wrap gap-3">
              <LinkButton href={door.href} variant="primary" size="lg">
                {door.label}
              </LinkButton>
              <LinkButton href="#connect" size="lg">
                Send in the first calls
              </LinkButton>
            </div>
          </div>
          <ExampleScore />
        </section>
        <section aria-labelledby="watched" className="border-t border-border py-14">
          <h2 id="watched" className="text-xl font-semibold">
            What it watches
          </h2>
          <dl className="mt-6 grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
            {watched.map(({ title, text }) => (
              <div key={title}>
                <dt className="font-medium">{title}</dt>
                <dd className="mt-1 text-text-muted text-pretty">{text}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section id="connect" aria-labelledby="connect-title" className="scroll-mt-6 space-y-6 border-t border-border py-14">
          <div>
            <h2 id="connect-title" className="text-xl font-semibold">
              How to connect
            </h2>
            <ol className="mt-4 max-w-[68ch] list-decimal space-y-2 pl-5 text-text-muted marker:text-text-muted">
              <li>An operator issues a key that may only send facts.</li>
              <li>The platform tells who publishes which tool, as CloudEvents.</li>
              <li>Calls go in as lines of JSON, up to 10,000 a request, gzip if you like. The answer names every row that was refused, and why.</li>
              <li>The first figures stand in the console within five minutes, the first score after the next 03:00 UTC.</li>
            </ol>
          </div>
          <CodeBlock label="One call" code={callSnippet(env().APP_URL)} />
        </section>
      </main>
      <footer className="border-t border-border py-6 text-sm text-text-muted">
        Pulsegrid runs on your own machines, on one Postgres database. It sends nothing home.
      </footer>
    </div>
  )
}

function callSnippet(origin: string): string {
  const row = {
    id: 'call-0001',
    tool: 'fx-rates',
    consumer: 'acme',
    occurredAt: '2026-03-02T09:00:00Z',
    status: 200,
    latencyMs: 84,
    cost: 0.002,
  }
  return [
    `curl -X POST ${new URL('/api/ingest/invocations', origin)} \\`,
    '  -H "Authorization: Bearer $PULSEGRID_KEY" \\',
    '  -H "Content-Type: application/x-ndjson" \\',
    `  --data-binary '${JSON.stringify(row)}'`,
  ].join('\n')
}
