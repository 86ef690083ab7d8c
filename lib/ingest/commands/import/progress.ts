import { eq, sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { reserveConnection, withPlatform } from '@/db/client'
import { imports } from '@/db/schema/ingest'
import { AppError } from '@/lib/errors'
import type { Counts, ImportKind } from '../../import/model'
import { connectionLives } from '../store-calls'

export type ImportRow = typeof imports.$inferSelect

/** The import of a file, started now or found as it was left. */
export async function beginImport(start: { kind: ImportKind; fileName: string; fingerprint: string; shiftedWeeks: number }): Promise<ImportRow> {
  return withPlatform(async (tx) => {
    await tx
      .insert(imports)
      .values({ ...start, state: 'running' })
      .onConflictDoNothing()
    const [row] = await tx
      .update(imports)
      .set({ state: sql`case when ${imports.state} = 'finished' then ${imports.state} else 'running' end`, error: null })
      .where(eq(imports.fingerprint, start.fingerprint))
      .returning()
    if (!row) throw new AppError('not_found', 'The import is gone.')
    return row
  })
}

/** Notes the end of an import, or why it stopped. */
export async function endImport(id: string, error: string | null): Promise<void> {
  await withPlatform((tx) =>
    tx
      .update(imports)
      .set(error === null ? { state: 'finished', finishedAt: new Date() } : { state: 'failed', error: error.slice(0, 1000) })
      .where(eq(imports.id, id)),
  )
}

/** Moves an import on by some rows, in the transaction of these rows. */
export function advanceImport(connection: postgres.ReservedSql, id: string, more: Counts, reasons: Record<string, number>): Promise<unknown> {
  return connection`
    update imports set rows_done = rows_done + ${more.rows}, rows_accepted = rows_accepted + ${more.accepted},
      rows_repeated = rows_repeated + ${more.repeated}, rows_rejected = rows_rejected + ${more.rejected}, reasons = ${JSON.stringify(reasons)}::text::jsonb
    where id = ${id}`
}

// An importer that was killed a moment ago may still be finishing its last statement.
const CLAIM_ATTEMPTS = 40
const CLAIM_PAUSE_MS = 250

/**
 * Runs fn on a connection of its own that keeps everybody else from importing the same file.
 * @throws AppError conflict when another process is importing it; else what fn throws
 */
export async function withFile<T>(fingerprint: string, fn: (connection: postgres.ReservedSql) => Promise<T>): Promise<T> {
  const connection = await reserveConnection()
  const name = `pulsegrid:import:${fingerprint}`
  for (let attempt = 1; ; attempt++) {
    const [row] = await connection<{ mine: boolean }[]>`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as mine`
    if (row?.mine) break
    if (attempt === CLAIM_ATTEMPTS) {
      connection.release()
      throw new AppError('conflict', 'Another process is importing this file.')
    }
    await new Promise((resolve) => setTimeout(resolve, CLAIM_PAUSE_MS))
  }
  const release = async () => {
    await connection`select pg_advisory_unlock(hashtextextended(${name}, 0))`
    connection.release()
  }
  try {
    const result = await fn(connection)
    await release()
    return result
  } catch (error) {
    // A broken connection takes its lock along and must not go back to the pool.
    if (connectionLives(error)) await release().catch(() => {})
    throw error
  }
}

/** Shifts of earlier imports of these files. */
export async function knownShifts(fingerprints: string[]): Promise<Map<string, number>> {
  const rows = await withPlatform((tx) =>
    tx
      .select({ fingerprint: imports.fingerprint, weeks: imports.shiftedWeeks })
      .from(imports)
      .where(sql`${imports.fingerprint} in (select jsonb_array_elements_text(${JSON.stringify(fingerprints)}::jsonb))`),
  )
  return new Map(rows.map((row) => [row.fingerprint, row.weeks]))
}
