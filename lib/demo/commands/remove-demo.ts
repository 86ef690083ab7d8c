import type { ReservedSql } from 'postgres'
import { reserveConnection } from '@/db/client'
import { deleteOwned, deleteSimulated, listSimulated, type Simulated } from '@/db/demo/remove'
import { sqlState } from '@/lib/errors'
import { SECOND } from '@/lib/time'

// A row that somebody writes for the marketplace while it goes, or a deadlock with them.
const WORTH_RETRYING = new Set(['23503', '40P01', '40001'])
const ATTEMPTS = 6
/** A job that took its tools before the removal may write for them until then. */
const PATIENCE_MS = 20 * SECOND

/**
 * Removes every simulated row from every table and nothing else, also while the app runs; the
 * journal, which nobody can delete from, keeps its entries. Returns how many rows went.
 * @throws postgres.PostgresError; what was not removed is removed by running it again
 */
export async function removeDemo(): Promise<number> {
  const sql = await reserveConnection()
  try {
    const simulated = await listSimulated(sql)
    if (simulated.organizations.length === 0) return 0
    let removed = await deleteInOneGo(sql)
    const giveUpAt = Date.now() + PATIENCE_MS
    do {
      removed += await sweep(sql, simulated)
      if (!(await jobsRun(sql))) break
      await new Promise((resolve) => setTimeout(resolve, SECOND / 4))
    } while (Date.now() < giveUpAt)
    return removed + (await sweep(sql, simulated))
  } finally {
    sql.release()
  }
}

async function deleteInOneGo(sql: ReservedSql): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    await sql`begin`
    try {
      const removed = await deleteSimulated(sql)
      await sql`commit`
      return removed
    } catch (error) {
      await sql`rollback`
      if (attempt === ATTEMPTS || !WORTH_RETRYING.has(sqlState(error) ?? '')) throw error
    }
  }
}

// Tables without foreign keys take rows for tools that are gone, from work that was under way.
async function sweep(sql: ReservedSql, simulated: Simulated): Promise<number> {
  return deleteOwned(sql, simulated)
}

async function jobsRun(sql: ReservedSql): Promise<boolean> {
  const [running] = await sql`select 1 from job_runs where state = 'running' and started_at > now() - interval '2 minutes' limit 1`
  return running !== undefined
}
