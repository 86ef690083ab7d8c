import type postgres from 'postgres'
import { sqlState } from '@/lib/errors'
import { DAY } from '@/lib/time'
import { BUCKET_MS, type CallBatch, type Mark, type RefusedCount } from '../batch'
import { COPY_HEADER, COPY_TRAILER, callColumns } from '../encode-calls'

// One transaction for many calls: COPY into a temporary table (row-level security refuses COPY into
// a table with policies), one insert that leaves out what is there already, the rollup marks, the
// counts of refused rows. All of it or nothing is committed.

const STATEMENT_TIMEOUT_MS = 20_000

const names = callColumns.map(([name]) => name).join(', ')

// `if not exists` at every transaction: behind a transaction pooler the session may be another one.
const BEGIN = `begin; set local statement_timeout = ${STATEMENT_TIMEOUT_MS};
create temporary table if not exists staged_calls (${callColumns.map(([name, type]) => `${name} ${type}`).join(', ')}) on commit delete rows`

const COPY = 'copy pg_temp.staged_calls from stdin (format binary)'

// Ordered, so that two transactions that hold the same calls wait for each other instead of
// deadlocking, and so that the indexes are met in order.
const INSERT = `insert into invocations (${names}) select ${names} from pg_temp.staged_calls order by id, occurred_at on conflict do nothing`

// Which rows were here before, or came twice in this batch: their places in the batch, from 0.
// Rows of this transaction carry its xmin. Rows lie in the fresh staging table in sending order.
const REPEATS = `
  with staged as (
    select row_number() over (order by ctid) - 1 as place, row_number() over (partition by id, occurred_at order by ctid) as nth, id, occurred_at
    from pg_temp.staged_calls
  )
  select staged.place::int as place
  from staged join invocations i on i.id = staged.id and i.occurred_at = staged.occurred_at
  where staged.nth > 1 or i.xmin <> pg_current_xact_id()::xid
  order by 1`

const MARKS = `
  insert into rollup_marks (tool_id, organization_id, bucket_at)
  select t, o, to_timestamp(b * ${BUCKET_MS / 1000}) from unnest($1::text::uuid[], $2::text::uuid[], $3::text::bigint[]) as mark (t, o, b)`

// Ordered like the calls: two transactions that count under the same keys must not deadlock.
const REFUSED = `
  insert into ingest_rejections (day, api_key_id, organization_id, reason, rows)
  select day, key_id, organization_id, reason, rows
  from jsonb_to_recordset($1::text::jsonb) as r (day date, key_id uuid, organization_id uuid, reason text, rows bigint)
  order by day, key_id, reason
  on conflict (day, api_key_id, reason) do update set rows = ingest_rejections.rows + excluded.rows`

/**
 * Stores a batch in one transaction on a reserved connection and returns the places of the rows
 * that were there already. `alsoInTransaction` runs before the commit.
 * @throws whatever the database says; then nothing is stored, and `connection` is usable again when
 *   the failure was a statement's
 */
export async function storeCalls(
  connection: postgres.ReservedSql,
  batch: CallBatch,
  alsoInTransaction?: (repeats: number[]) => Promise<unknown>,
): Promise<number[]> {
  // Not waited for: it travels together with what follows.
  const begun: Promise<unknown> = connection.unsafe(BEGIN).simple().execute()
  begun.catch(() => {})
  try {
    let repeats: number[] = []
    if (batch.rows > 0) {
      await copyRows(connection, batch.chunks)
      const work: Promise<unknown>[] = []
      const inserted = connection.unsafe(INSERT, [], { prepare: true })
      work.push(inserted)
      if (batch.marks.length > 0) work.push(insertMarks(connection, batch.marks))
      await Promise.all(work)
      const stored = (await inserted).count
      if (stored < batch.rows) repeats = (await connection.unsafe<{ place: number }[]>(REPEATS)).map(({ place }) => place)
    }
    if (batch.refused.length > 0) await countRefused(connection, batch.refused)
    await alsoInTransaction?.(repeats)
    await connection.unsafe('commit', [], { prepare: true })
    return repeats
  } catch (error) {
    // On a connection that is gone the driver would wait for an answer for ever.
    if (connectionLives(error)) await connection.unsafe('rollback').catch(() => {})
    // Where the beginning failed, every later statement only says that the transaction is aborted.
    await begun
    throw error
  }
}

/** The server refused a statement and the connection is as good as before; else it must not be used again, not even to give it back. */
export function connectionLives(error: unknown): boolean {
  const state = sqlState(error)
  return state !== undefined && !/^(08|57P)/.test(state)
}

/** Makes the day partitions that these days (numbers since 1970) need; a transaction of its own. */
export async function ensureDays(connection: postgres.ReservedSql, days: number[]): Promise<void> {
  for (const day of days) {
    const at = new Date(day * DAY).toISOString()
    await connection`select ensure_partitions('invocations', ${at}, ${at})`
  }
}

// The driver loses the error of a failed COPY: the stream's end is then never announced. So nobody
// waits for it; the next statement of the same transaction fails in its place.
async function copyRows(connection: postgres.ReservedSql, chunks: Buffer[]): Promise<void> {
  const stream = await connection.unsafe(COPY).writable()
  await new Promise<void>((resolve, reject) => {
    stream.once('error', reject)
    stream.write(Buffer.concat([COPY_HEADER, ...chunks, COPY_TRAILER]), (error) => (error ? reject(error) : resolve()))
  })
  stream.end()
}

function insertMarks(connection: postgres.ReservedSql, marks: Mark[]): Promise<unknown> {
  const column = (value: (mark: Mark) => string | number) => `{${marks.map(value).join(',')}}`
  return connection.unsafe(MARKS, [column((m) => m.toolId), column((m) => m.organizationId), column((m) => m.bucket)], { prepare: true }).execute()
}

async function countRefused(connection: postgres.ReservedSql, refused: RefusedCount[]): Promise<void> {
  const rows = refused.map(({ day, keyId, organizationId, reason, rows }) => ({ day, key_id: keyId, organization_id: organizationId, reason, rows }))
  await connection.unsafe(REFUSED, [JSON.stringify(rows)], { prepare: true })
}
