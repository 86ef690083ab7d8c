import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { sqlState } from '@/lib/errors'

const DEADLOCK = '40P01'
const MAX_ATTEMPTS = 6

/**
 * Brings a database to the current schema: generated migrations, then db/functions.sql and
 * db/security.sql (repeatable).
 * Two processes that migrate at once take turns. The url must belong to the owner of the tables.
 * @throws postgres.PostgresError when a statement fails; nothing of that migration is kept
 */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  const folder = path.join(process.cwd(), 'db')
  try {
    // Session lock on the one connection: released when it closes, also when this process dies.
    await sql`select pg_advisory_lock(hashtext('pulsegrid:migrate'))`
    await migrate(drizzle(sql), { migrationsFolder: path.join(folder, 'migrations') })
    for (const file of ['functions.sql', 'security.sql']) {
      const statements = await readFile(path.join(folder, file), 'utf8')
      await applyRepeatable(sql, statements)
    }
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    for (const parent of ['invocations', 'tool_metrics_5m', 'tool_metrics_hourly', 'tool_consumers_daily', 'metric_minutes', 'metric_hours', 'log_lines']) {
      await sql`select ensure_partitions(${parent}, ${at(-1)}, ${at(3)})`
    }
  } finally {
    await sql.end()
  }
}

/**
 * Runs repeatable statements in one transaction. They lock many tables, so next to a server that is
 * at work (a rolling start, another database of the cluster) Postgres may choose them as the victim
 * of a deadlock: nothing is kept then, and the next try usually finds its way.
 */
async function applyRepeatable(sql: postgres.Sql, statements: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sql.begin((tx) => tx.unsafe(statements))
      return
    } catch (error) {
      if (sqlState(error) !== DEADLOCK || attempt === MAX_ATTEMPTS) throw error
      await sleep(attempt * 200)
    }
  }
}
