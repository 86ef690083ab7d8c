import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { env } from '@/lib/env'
import { isDatabaseAway } from '@/lib/errors'
import { log } from '@/lib/log'
import { ROLLUP_LOCK } from '@/lib/metrics/model'
import { addDays, keptFrom } from '@/lib/time'
import { USAGE_LOCK } from '@/lib/usage/model'
import type { JobResult, Work } from '@/lib/work'
import { PARTITIONS_AHEAD_DAYS, type PartitionPolicy, partitionPolicies, type RowPolicy, rowPolicies } from './model'

/** Rows deleted in one transaction: short enough that nobody waits for it. */
const BATCH = 10_000

/**
 * Makes the partitions of the coming days and removes what is older than its retention: whole
 * partitions, then rows in batches. A policy that cannot be carried out now (a long-running reader
 * holds the table) is logged and left to the next run; the others go on.
 *
 * checked: policies; changed: partitions made or dropped and rows deleted; failed: policies left.
 * @throws when the database is away; what was removed before stays removed
 */
export async function enforceRetention(ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const { RAW_RETENTION_DAYS: rawDays, LOG_RETENTION_DAYS: logDays } = env()
  const chosen = { rawDays, logDays }
  const acts: { table: string; act: () => Promise<number> }[] = [
    ...partitionPolicies(chosen).map((policy) => ({ table: policy.table, act: () => movePartitions(policy, now) })),
    ...rowPolicies(chosen).map((policy) => ({ table: policy.table, act: () => deleteRows(policy, now, stillMine) })),
  ]
  const result = { checked: 0, changed: 0, failed: 0 }
  for (const { table, act } of acts) {
    if (!(await stillMine())) break
    result.checked++
    try {
      result.changed += await act()
    } catch (err) {
      if (isDatabaseAway(err)) throw err
      log().error({ err, requestId: ctx.requestId, table }, 'retention could not be enforced')
      result.failed++
    }
  }
  return result
}

async function movePartitions({ table, days }: PartitionPolicy, now: Date): Promise<number> {
  return withPlatform(async (tx) => {
    // Dropping needs the parent alone. Rollups hold it for as long as a batch takes, so they are
    // waited for before asking; everybody else is quick, and meanwhile new readers queue behind us.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${ROLLUP_LOCK}))`)
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${USAGE_LOCK}))`)
    await tx.execute(sql`select set_config('lock_timeout', '3s', true)`)
    const [made] = await tx.execute<{ count: number }>(sql`select ensure_partitions(${table}, ${now}, ${addDays(now, PARTITIONS_AHEAD_DAYS)}) as count`)
    const [dropped] = await tx.execute<{ count: number }>(sql`select drop_partitions_before(${table}, ${keptFrom(now, days)}) as count`)
    return (made?.count ?? 0) + (dropped?.count ?? 0)
  })
}

/** By primary key, which says the same row in every partition. */
async function deleteRows(policy: RowPolicy, now: Date, stillMine: () => Promise<boolean>): Promise<number> {
  const table = sql.identifier(policy.table)
  const column = sql.identifier(policy.column)
  const key = sql.join(
    policy.key.map((name) => sql.identifier(name)),
    sql`, `,
  )
  const before = policy.wholeDays ? keptFrom(now, policy.days) : addDays(now, -policy.days)
  let deleted = 0
  do {
    const { count } = await withPlatform((tx) =>
      tx.execute(
        sql`delete from ${table} where ${column} < ${before} and (${key}) in (select ${key} from ${table} where ${column} < ${before} limit ${BATCH})`,
      ),
    )
    deleted += count
    if (count < BATCH) return deleted
  } while (await stillMine())
  return deleted
}
