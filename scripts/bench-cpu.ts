import { readFileSync } from 'node:fs'
import type postgres from 'postgres'

/** Clock ticks of /proc in a second, as on every Linux that Node runs on. */
const TICKS = 100

export interface Spent {
  /** Milliseconds that passed. */
  elapsed: number
  /** Milliseconds of processor time, this process and its database's backends; what passed where the system does not tell. */
  cpu: number
}

/**
 * What the work takes. Processor time does not depend on what else the machine does. The backends of
 * `owner`'s database must stay connected meanwhile, and must have no parallel workers.
 */
export async function spend(owner: postgres.Sql, work: () => PromiseLike<unknown>): Promise<Spent> {
  const before = await backends(owner)
  const own = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const elapsed = performance.now() - startedAt
  const { user, system } = process.cpuUsage(own)
  const after = await backends(owner)
  if (!before || !after) return { elapsed, cpu: elapsed }
  const database = [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0)
  return { elapsed, cpu: (user + system) / 1000 + database }
}

/** Processor time of each backend of the database, ms; null where it cannot be read. */
async function backends(owner: postgres.Sql): Promise<Map<number, number> | null> {
  const rows = await owner<{ pid: number }[]>`select pid from pg_stat_activity where datname = current_database()`
  try {
    return new Map(rows.map(({ pid }) => [pid, cpuOf(pid)]))
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw err
  }
}

function cpuOf(pid: number): number {
  // After the name in brackets: state is the first field, user and system time the twelfth and thirteenth.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}
