import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { LevelHistogram } from '@/components/logs/level-histogram'
import { LiveTail } from '@/components/logs/live-tail'
import { LogFilters, narrowedBy } from '@/components/logs/log-filters'
import { LogRow } from '@/components/logs/log-row'
import { logsSentence } from '@/components/logs/logs-sentence'
import { CodeBlock } from '@/components/ui/code-block'
import { EmptyPicture } from '@/components/ui/empty-picture'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { parseTableQuery, type SearchParams } from '@/components/ui/table-query'
import { findOrganization } from '@/lib/accounts/queries'
import { env } from '@/lib/env'
import { formatCount } from '@/lib/format'
import { readPlatform } from '@/lib/http/read'
import { requireStaff } from '@/lib/http/require-actor'
import { readCursor, writeCursor } from '@/lib/logs/cursor'
import { EXPORT_LINES } from '@/lib/logs/export'
import { type LogFilter, logParams, readLogFilter } from '@/lib/logs/filter'
import { countLines } from '@/lib/logs/queries/count-lines'
import { hasLines, listServices } from '@/lib/logs/queries/list-services'
import { searchLines } from '@/lib/logs/queries/search-lines'
import { tellLine } from '@/lib/logs/tail-frames'

export const metadata: Metadata = { title: 'Logs' }

/** The lines of the platform, of tenants and of this product, searched and followed. */
export default async function LogsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('admin.read')
  const { params } = parseTableQuery(await searchParams, { path: '/admin/logs', sortable: [], defaultSort: { by: 'at', direction: 'desc' } })
  const filter = readLogFilter(params, ctx.now)
  const after = readCursor(params.after)
  // Each in a transaction of its own, at the same time: both steer the planner.
  const [page, histogram, { services, organization, any }] = await Promise.all([
    readPlatform(ctx, (tx) => searchLines(tx, filter, { after })),
    readPlatform(ctx, (tx) => countLines(tx, filter, ctx.now)),
    readPlatform(ctx, async (tx) => ({
      services: await listServices(tx, filter.from),
      organization: filter.organizationId ? await findOrganization(tx, filter.organizationId) : null,
      any: await hasLines(tx),
    })),
  ])
  const hrefOf = (change: Partial<LogFilter>) => `/admin/logs?${new URLSearchParams(logParams({ ...filter, ...change }))}`
  const exportHref = (format: string) => `/admin/logs/export?${new URLSearchParams({ ...logParams(filter), format })}`
  const { lines, next } = page
  const withDay = histogram.bars.length > 0 && histogram.bars[0]?.at.toISOString().slice(0, 10) !== histogram.bars.at(-1)?.at.toISOString().slice(0, 10)
  const onlySigns = filter.typed !== '' && filter.words === ''
  return (
    <>
      <PageHeader
        eyebrow="Logs"
        title={any ? logsSentence(histogram, filter) : 'No line of the log has arrived yet'}
        note={
          onlySigns
            ? 'What you typed holds no word, so it was left out of the search.'
            : `Lines that your platform sends, and warnings, errors and requests of this console. Secrets are taken out before a line is stored; lines are kept for ${formatCount(env().LOG_RETENTION_DAYS)} days.`
        }
      />
      <div className="min-w-0 rounded-lg border border-border bg-surface">
        <LogFilters filter={filter} services={services} organization={organization?.name ?? null} live={params.live === '1'} />
        {any ? (
          <>
            <LevelHistogram
              histogram={histogram}
              hrefOf={({ from, to, level }) => hrefOf({ ...(from && to ? { span: null, from, to } : {}), ...(level ? { level } : {}) })}
            />
            <LiveTail
              params={new URLSearchParams(logParams(filter)).toString()}
              begin={params.live === '1'}
              actions={
                <>
                  <LinkButton href={exportHref('csv')} size="sm" variant="ghost" download icon={<Download aria-hidden="true" />}>
                    CSV
                  </LinkButton>
                  <LinkButton href={exportHref('ndjson')} size="sm" variant="ghost" download icon={<Download aria-hidden="true" />}>
                    NDJSON
                  </LinkButton>
                </>
              }
            >
              {lines.length > 0 ? (
                <ul aria-label="Lines, the newest first">
                  {lines.map((line) => (
                    <LogRow key={`${line.atMicros} ${line.externalId}`} line={tellLine(line)} withDay={withDay} />
                  ))}
                </ul>
              ) : (
                <EmptyState
                  title="No line matches."
                  picture={<EmptyPicture kind="list" />}
                  action={<LinkButton href={hrefOf({ span: '30d' })}>Look back 30 days</LinkButton>}
                >
                  {narrowedBy(filter) ? `Looked for ${narrowedBy(filter)}.` : 'Nothing was written in this stretch.'} Every run of letters and digits is a word;
                  parts of words are not found.
                </EmptyState>
              )}
              <div className="flex flex-wrap items-center justify-between gap-2 border-t border-border px-3 py-2 text-sm text-text-muted sm:px-4">
                <span>Times are UTC. A file holds at most {formatCount(EXPORT_LINES)} lines.</span>
                <span className="flex gap-2">
                  {after ? (
                    <LinkButton href={hrefOf({})} size="sm" variant="ghost">
                      Newest
                    </LinkButton>
                  ) : null}
                  {next ? (
                    <LinkButton href={`${hrefOf({})}${hrefOf({}).endsWith('?') ? '' : '&'}${new URLSearchParams({ after: writeCursor(next) })}`} size="sm">
                      Older lines
                    </LinkButton>
                  ) : null}
                </span>
              </div>
            </LiveTail>
          </>
        ) : (
          <EmptyState
            title="Send the first line, and search it here a moment later."
            picture={<EmptyPicture kind="list" />}
            action={<CodeBlock label="Sends one line" code={firstLine(env().APP_URL)} />}
          >
            A key with the scope ingest:write is issued under Keys. Many lines go in one request, as a JSON array or one a line.
          </EmptyState>
        )}
      </div>
    </>
  )
}

function firstLine(url: string): string {
  return `curl -sS ${url}/api/ingest/events \\
  -H "Authorization: Bearer $PULSEGRID_KEY" \\
  -H "Content-Type: application/cloudevents+json" \\
  -d '{"specversion":"1.0","id":"line-1","source":"/api","type":"com.pulsegrid.log_line.v1","data":{"level":"warn","service":"api","message":"upstream timeout after 3000 ms","requestId":"req-1","fields":{"attempt":2}}}'`
}
