import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY, HOUR } from '@/lib/time'
import type { LogCursor } from '../cursor'
import type { LogFilter } from '../filter'
import { type LogLine, PAGE_LINES } from '../model'
import { excludesOnly } from '../search-text'
import { every, holdsWords, type LineRow, lineColumns, momentOf, narrowing, toLine } from './conditions'
import { estimateDays, reachesOf } from './estimate'

export interface LinePage {
  /** The newest first. */
  lines: LogLine[]
  /** Where the next page begins; null: this is the last. */
  next: LogCursor | null
}

/** Longest that a statement of a search may take. */
const STATEMENT_TIMEOUT = '8s'
/** Lines that are walked down before the index of words is asked: common words fill a page by then. */
const WALKED = 4_000
/** Expected matches of the first days that are asked at once, and of the last: a few pages, then what is quick to sort. */
const REACH = { first: 500, most: 20_000 }
/** A day with more expected matches is asked hour by hour. */
const MOST_OF_DAY = 20_000

/**
 * A page of lines, the newest first, by keyset: lines that come meanwhile shift nothing. Common words are met by
 * walking down the moments; others are gathered from the index of words, over as many days at once as the planner
 * expects few matches in, and hour by hour where it expects many. So neither a rare word (walking would read all)
 * nor a common one (gathering would) nor one that only lies in a bygone hour makes it slow. For a read-only
 * transaction of its own: it steers the planner.
 */
export async function searchLines(
  tx: Tx,
  filter: LogFilter,
  { after = null, limit = PAGE_LINES }: { after?: LogCursor | null; limit?: number } = {},
): Promise<LinePage> {
  await tx.execute(sql`select set_config('statement_timeout', ${STATEMENT_TIMEOUT}, true)`)
  const narrow = narrowing(filter)
  const place = after ? [sql`l.at <= ${momentOf(after.atMicros)}`, sql`(l.at, l.external_id) < (${momentOf(after.atMicros)}, ${after.externalId})`] : []
  const within = [sql`l.at >= ${filter.from}`, ...(filter.to ? [sql`l.at < ${filter.to}`] : []), ...place]
  // One more than asked for says whether there is a next page.
  const wanted = limit + 1
  const lines =
    filter.words === '' || excludesOnly(filter.words)
      ? await list(tx, [...within, ...narrow, ...excluded(filter)], wanted)
      : await search(tx, filter, { within, narrow, wanted })
  return pageOf(lines, limit)
}

function excluded({ words }: LogFilter): SQL[] {
  return words === '' ? [] : [holdsWords(words)]
}

function pageOf(lines: LogLine[], limit: number): LinePage {
  const shown = lines.slice(0, limit)
  const last = shown.at(-1)
  return { lines: shown, next: last && lines.length > limit ? { atMicros: last.atMicros, externalId: last.externalId } : null }
}

async function search(tx: Tx, filter: LogFilter, { within, narrow, wanted }: { within: SQL[]; narrow: SQL[]; wanted: number }): Promise<LogLine[]> {
  const matching = [holdsWords(filter.words), ...narrow]
  const walked = await walk(tx, within, matching, wanted)
  if (walked.lines.length >= wanted || walked.ended) return walked.lines
  // What lies below the walk; its last moment again, as more lines may share it than were walked.
  const below = [sql`l.at <= ${momentOf(walked.toMicros)}`, ...within]
  const found = new Map(walked.lines.map((line) => [keyOf(line), line]))
  await tx.execute(sql`select set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true), set_config('work_mem', '32MB', true)`)
  for (const reach of reachesOf(await estimateDays(tx, [...matching, ...below]), REACH)) {
    for (const stretch of reach.lines > MOST_OF_DAY && isOneDay(reach) ? hoursOf(reach, walked.toMicros) : [reach]) {
      const more = await gather(tx, [sql`l.at >= ${stretch.from}`, sql`l.at < ${stretch.to}`, ...below, ...matching], wanted)
      for (const line of more) found.set(keyOf(line), line)
      if (found.size >= wanted) return sorted(found).slice(0, wanted)
    }
  }
  return sorted(found)
}

const keyOf = ({ atMicros, externalId }: LogLine) => `${atMicros} ${externalId}`
const sorted = (found: Map<string, LogLine>) =>
  [...found.values()].sort((a, b) => b.atMicros - a.atMicros || (a.externalId < b.externalId ? 1 : a.externalId > b.externalId ? -1 : 0))

const isOneDay = ({ from, to }: { from: Date; to: Date }) => to.getTime() - from.getTime() <= DAY

/** A day in stretches that grow from an hour on, from its end, or from the walk's, backwards. */
function hoursOf({ from, to }: { from: Date; to: Date }, walkedToMicros: number): { from: Date; to: Date }[] {
  const stretches: { from: Date; to: Date }[] = []
  let end = to
  const begin = Math.min(to.getTime(), Math.floor(walkedToMicros / 1000) + 1)
  for (let [at, width] = [begin, HOUR]; end > from; width *= 2) {
    at = Math.max(from.getTime(), at - width)
    stretches.push({ from: new Date(at), to: end })
    end = new Date(at)
  }
  return stretches
}

/** The newest lines that match among the newest `WALKED`. */
async function walk(tx: Tx, within: SQL[], matching: SQL[], wanted: number): Promise<{ lines: LogLine[]; ended: boolean; toMicros: number }> {
  const rows = await tx.execute<LineRow & { walked: number; to_micros: string }>(sql`
    with newest as materialized (
      select * from log_lines l where ${every(within)} order by l.at desc, l.external_id desc limit ${WALKED}
    ), seen as (
      select count(*)::integer as walked, (extract(epoch from min(at)) * 1000000)::bigint::text as to_micros from newest
    )
    select seen.*, m.* from seen left join (
      select ${lineColumns} from newest l where ${every(matching)} order by l.at desc, l.external_id desc limit ${wanted}
    ) m on true`)
  const lines = rows.filter((row) => row.external_id !== null).map(toLine)
  return {
    lines: lines.sort((a, b) => b.atMicros - a.atMicros || (a.externalId < b.externalId ? 1 : -1)),
    ended: (rows[0]?.walked ?? 0) < WALKED,
    toMicros: Number(rows[0]?.to_micros ?? 0),
  }
}

/**
 * All that match, then the newest of them. In one select the planner, seeing the limit, would walk down the moments
 * even where that is switched off, and read a whole day for a word of one hour.
 */
async function gather(tx: Tx, conditions: SQL[], limit: number): Promise<LogLine[]> {
  const rows = await tx.execute<LineRow>(sql`
    with found as materialized (
      select l.at, l.external_id, l.received_at, l.level, l.message, l.service, l.request_id, l.organization_id, l.fields from log_lines l where ${every(conditions)}
    )
    select ${lineColumns} from found l order by l.at desc, l.external_id desc limit ${limit}`)
  return rows.map(toLine)
}

async function list(tx: Tx, conditions: SQL[], limit: number): Promise<LogLine[]> {
  const rows = await tx.execute<LineRow>(sql`
    select ${lineColumns} from log_lines l where ${every(conditions)} order by l.at desc, l.external_id desc limit ${limit}`)
  return rows.map(toLine)
}
