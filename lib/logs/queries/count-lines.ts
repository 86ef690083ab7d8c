import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { floorTo } from '@/lib/time'
import { type LogFilter, levelsFrom } from '../filter'
import { barWidth, COUNTED_MS, fillBars, type Histogram } from '../histogram'
import type { LogLevel } from '../model'
import { every, holdsWords, narrowing } from './conditions'
import { estimateDays } from './estimate'

type Counted = { at: Date | string; level: LogLevel; lines: string | number }

/** Matches that are counted one by one; of more a sample is taken. */
const COUNTED_SINGLY = 25_000
/** Places of a bar at which lines are looked at, and how many at each. */
const SAMPLE = { places: 6, lines: 50 }

/**
 * How many lines match, by level, over the filter's stretch. Exact where lines are counted as they come in or where
 * few match; else estimated: the share that matches among lines at many places of each bar, times the lines that
 * the bar has. For a read-only transaction of its own: it steers the planner.
 */
export async function countLines(tx: Tx, filter: LogFilter, now: Date): Promise<Histogram> {
  const to = filter.to ?? now
  if (to <= filter.from) return { bars: [], widthMs: COUNTED_MS, total: 0, exact: true }
  const stretch = { from: filter.from, to, widthMs: barWidth(filter.from, to) }
  const coarse = { ...stretch, widthMs: Math.max(stretch.widthMs, COUNTED_MS) }
  const counts = await countAll(tx, filter, coarse)
  const plain = filter.words === '' && !filter.requestId && !filter.organizationId
  if (plain && (stretch.widthMs >= COUNTED_MS || sum(counts) > COUNTED_SINGLY * 5)) return told(counts, coarse, true)
  const matching = [...(filter.words === '' ? [] : [holdsWords(filter.words)]), ...narrowing(filter)]
  const within = [sql`l.at >= ${filter.from}`, sql`l.at < ${to}`]
  // Few of these levels and services: each is looked at, whatever the words.
  if (plain || sum(counts) <= COUNTED_SINGLY || (await fewToRead(tx, filter, within)))
    return told(await countEach(tx, [...matching, ...within], stretch.widthMs), stretch, true)
  const all = filter.level || filter.service ? await countAll(tx, { ...filter, level: null, service: null }, coarse) : counts
  return told(await sample(tx, matching, all, coarse), coarse, false)
}

/** Does one of the indexes lead to few lines? What else narrows them is looked at line by line. */
async function fewToRead(tx: Tx, { words, requestId, organizationId }: LogFilter, within: SQL[]): Promise<boolean> {
  const ways = [
    ...(requestId ? [sql`l.request_id = ${requestId}`] : []),
    ...(organizationId ? [sql`l.organization_id = ${organizationId}`] : []),
    ...(words ? [holdsWords(words)] : []),
  ]
  for (const way of ways) {
    const days = await estimateDays(tx, [way, ...within])
    if (days.reduce((all, { lines }) => all + lines, 0) <= COUNTED_SINGLY) return true
  }
  return false
}

const sum = (counts: Counted[]) => counts.reduce((all, { lines }) => all + Number(lines), 0)

function told(counts: Counted[], stretch: { from: Date; to: Date; widthMs: number }, exact: boolean): Histogram {
  const counted = counts.map(({ at, level, lines }) => ({ at: new Date(at), level, lines: Math.round(Number(lines)) }))
  const bars = fillBars(counted, stretch)
  const total = bars.reduce((all, { lines }) => all + Object.values(lines).reduce((a, b) => a + b, 0), 0)
  return { bars, widthMs: stretch.widthMs, total, exact }
}

/** What was counted as it came in, by bar and level, whatever the words. */
async function countAll(tx: Tx, { level, service }: LogFilter, { from, to, widthMs }: { from: Date; to: Date; widthMs: number }): Promise<Counted[]> {
  const conditions = [
    sql`at >= ${floorTo(from, COUNTED_MS)}`,
    sql`at < ${to}`,
    ...(level && level !== 'debug' ? [sql`level in ${levelsFrom(level)}`] : []),
    ...(service ? [sql`service = ${service}`] : []),
  ]
  return tx.execute<Counted>(sql`
    select date_bin(${widthMs}::integer * interval '1 millisecond', at, 'epoch') as at, level, sum(lines)::bigint as lines
    from log_counts where ${every(conditions)} group by 1, 2`)
}

async function countEach(tx: Tx, conditions: SQL[], widthMs: number): Promise<Counted[]> {
  await tx.execute(sql`select set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true)`)
  const counted = await tx.execute<Counted>(sql`
    select date_bin(${widthMs}::integer * interval '1 millisecond', l.at, 'epoch') as at, l.level, count(*) as lines
    from log_lines l where ${every(conditions)} group by 1, 2`)
  await tx.execute(sql`select set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true)`)
  return counted
}

async function sample(tx: Tx, matching: SQL[], counts: Counted[], { from, to, widthMs }: { from: Date; to: Date; widthMs: number }): Promise<Counted[]> {
  const step = Math.max(1, Math.round(widthMs / SAMPLE.places))
  const rows = await tx.execute<{ at: Date | string; looked: number; level: LogLevel; hits: number }>(sql`
    with looked as (
      select date_bin(${widthMs}::integer * interval '1 millisecond', p.at, 'epoch') as at, n.level, n.hit
      from generate_series(${floorTo(from, widthMs)}::timestamptz, ${to}::timestamptz, ${step}::integer * interval '1 millisecond') as p (at)
      cross join lateral (
        select l.level, ${every(matching)} as hit from log_lines l
        where l.at >= greatest(p.at, ${from}::timestamptz) and l.at < least(p.at + ${step}::integer * interval '1 millisecond', ${to}::timestamptz)
        order by l.at desc limit ${SAMPLE.lines}
      ) n
    )
    select at, level, count(*) filter (where hit)::integer as hits, (sum(count(*)) over (partition by at))::integer as looked from looked group by at, level`)
  const totals = new Map<number, number>()
  for (const { at, lines } of counts) totals.set(new Date(at).getTime(), (totals.get(new Date(at).getTime()) ?? 0) + Number(lines))
  return rows.map(({ at, level, hits, looked }) => ({ at, level, lines: looked === 0 ? 0 : (hits / looked) * (totals.get(new Date(at).getTime()) ?? looked) }))
}
