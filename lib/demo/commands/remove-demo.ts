import type { ReservedSql } from 'postgres'
import { reserveConnection } from '@/db/client'
import { deleteOwned, deleteSimulated, listSimulated } from '@/db/demo/remove'
import { refreshDirectory } from '@/lib/directory/commands/refresh-directory'
import { refreshSnapshot } from '@/lib/status/commands/refresh-snapshot'
import { SECOND } from '@/lib/time'
import { allowTraffic, holdRollups, insist, stopTraffic } from './take-over'

/** A job that chose its tools before the removal may write for them until then. */
const PATIENCE_MS = 20 * SECOND
const LOOK_AGAIN_MS = SECOND / 4

/**
 * Removes every simulated row from every table and nothing else, also while the app runs; the
 * journal, which nobody can delete from, keeps its entries. Returns how many rows went.
 * @throws postgres.PostgresError; nothing has changed then
 */
export async function removeDemo(): Promise<number> {
  const sql = await reserveConnection()
  try {
    const simulated = await listSimulated(sql)
    if (simulated.organizations.length === 0) return 0
    const generatorRan = await stopTraffic(sql)
    let removed = await insist(() => inTransaction(sql, () => deleteSimulated(sql)))
    // Tables without foreign keys take rows for tools that are gone, from work that was under way.
    const lookUntil = Date.now() + (generatorRan ? SECOND : 0)
    const giveUpAt = Date.now() + PATIENCE_MS
    while ((Date.now() < lookUntil || (await jobsRun(sql))) && Date.now() < giveUpAt) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    removed += await inTransaction(sql, () => deleteOwned(sql, simulated))
    await allowTraffic(sql)
    const ctx = { actor: { kind: 'job' as const, job: 'demo-remove' }, now: new Date(), requestId: 'demo-remove', ip: null }
    await refreshDirectory(ctx, { now: ctx.now, stillMine: async () => true, only: 'simulated' })
    await refreshSnapshot(ctx.now)
    return removed
  } finally {
    sql.release()
  }
}

async function inTransaction<T>(sql: ReservedSql, work: () => Promise<T>): Promise<T> {
  await sql`begin`
  try {
    await holdRollups(sql)
    const result = await work()
    await sql`commit`
    return result
  } catch (error) {
    await sql`rollback`
    throw error
  }
}

async function jobsRun(sql: ReservedSql): Promise<boolean> {
  const [running] = await sql`select 1 from job_runs where state = 'running' and started_at > now() - interval '2 minutes' limit 1`
  return running !== undefined
}
