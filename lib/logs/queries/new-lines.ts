import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { isDatabaseAway } from '@/lib/errors'
import { type LogFilter, type LogNarrowing, levelsFrom } from '../filter'
import { type LogLine, TAIL_BACKLOG, TAIL_LATE_MS, TAIL_LINES } from '../model'
import { oldestOf } from '../tail-frames'
import { type LineRow, lineColumns, toLine } from './conditions'
import { searchLines } from './search-lines'

/** Somebody who follows lines. */
export interface TailReader {
  narrowing: LogNarrowing
  /** The transactions that it has seen: a pg_snapshot as text. */
  snapshot: string
}

export interface NewLines {
  /** What has been seen by now. */
  snapshot: string
  /** For each reader, in the order given: what is new for it, the oldest first, and how many more there were. */
  readers: { lines: LogLine[]; skipped: number }[]
}

/**
 * What was committed since each reader's snapshot, whatever its moment and in whatever order transactions began:
 * none is missed, none comes twice. One statement for all readers. Needs the platform's rights.
 */
export async function findNewLines(tx: Tx, readers: TailReader[], now: Date): Promise<NewLines> {
  const asked = readers.map(({ narrowing, snapshot }, n) => ({
    n,
    snapshot,
    words: narrowing.words || null,
    levels: narrowing.level ? levelsFrom(narrowing.level) : null,
    service: narrowing.service,
    request: narrowing.requestId,
    organization: narrowing.organizationId,
  }))
  const oldest = readers.map(({ snapshot }) => oldestOf(snapshot)).reduce((a, b) => (a < b ? a : b), 2n ** 64n - 1n)
  // A transaction that takes minutes, of whatever kind, holds the oldest back: what all have seen since is passed
  // over here, before it is compared with what each reader looks for. Most share one snapshot.
  const unseen = [...new Set(readers.map(({ snapshot }) => snapshot))].map((snapshot) => sql`not pg_visible_in_snapshot(written_in, ${snapshot}::pg_snapshot)`)
  const rows = await tx.execute<LineRow & { snapshot: string; places: number[] | null; skipped: Record<string, number> | null }>(sql`
    with asked as materialized (
      select n, snapshot, websearch_to_tsquery('simple', words) as words, levels, service, request, organization
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as a (n int, snapshot pg_snapshot, words text, levels text[], service text, request text, organization uuid)
    ), fresh as materialized (
      select * from log_lines
      where written_in >= ${oldest.toString()}::xid8 and at >= ${new Date(now.getTime() - TAIL_LATE_MS)} and (${sql.join(unseen, sql` or `)})
    ), matched as (
      select f.external_id, f.at, a.n, row_number() over (partition by a.n order by f.at desc, f.external_id desc) as place
      from asked a join fresh f on not pg_visible_in_snapshot(f.written_in, a.snapshot)
        and (a.words is null or f.words @@ a.words) and (a.levels is null or f.level = any (a.levels)) and (a.service is null or f.service = a.service)
        and (a.request is null or f.request_id = a.request) and (a.organization is null or f.organization_id = a.organization)
    ), told as (
      select external_id, at, array_agg(n) as places from matched where place <= ${TAIL_LINES} group by external_id, at
    )
    select pg_current_snapshot()::text as snapshot, lines.*,
      (select jsonb_object_agg(n, lines) from (select n, count(*) as lines from matched where place > ${TAIL_LINES} group by n) s) as skipped
    from (select) one
    left join (select t.places, ${lineColumns} from told t join fresh l using (external_id, at)) lines on true
    order by lines.at, lines.external_id`)
  const skipped = rows[0]?.skipped ?? {}
  const found: NewLines = { snapshot: rows[0]?.snapshot ?? '', readers: readers.map((_, n) => ({ lines: [], skipped: Number(skipped[n] ?? 0) })) }
  for (const row of rows) for (const n of row.places ?? []) found.readers[n]?.lines.push(toLine(row))
  return found
}

/** The newest lines that match, the oldest first, and what had been committed when they were read. */
export async function startTail(filter: LogFilter): Promise<{ lines: LogLine[]; snapshot: string }> {
  return withPlatform(
    async (tx) => {
      const [row] = await tx.execute<{ snapshot: string }>(sql`select pg_current_snapshot()::text as snapshot`)
      const { lines } = await searchLines(tx, filter, { limit: TAIL_BACKLOG })
      return { lines: lines.reverse(), snapshot: row?.snapshot ?? '' }
    },
    // One snapshot for both: what is read is seen, and nothing else.
    { accessMode: 'read only', isolationLevel: 'repeatable read' },
  )
}

/** Does Postgres take this text for a snapshot? */
export async function isSnapshot(text: string): Promise<boolean> {
  try {
    await withPlatform((tx) => tx.execute(sql`select ${text}::pg_snapshot`), { accessMode: 'read only' })
    return true
  } catch (error) {
    if (isDatabaseAway(error)) throw error
    return false
  }
}
