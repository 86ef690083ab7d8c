import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { newId } from '@/lib/ids'
import type { JobResult, Work } from '@/lib/work'
import { judge, reachedLevels, transition } from './decide'
import { BUDGET_LOCK, consumerAlertKinds } from './model'
import { type Checked, readConsumers } from './queries/read-consumers'

/** Consumers a transaction. */
const BATCH = 5_000

/** Rows that a batch writes. */
interface Changes {
  fired: { id: string; consumerId: string; organizationId: string; kind: string; value: number; threshold: number }[]
  reopened: string[]
  resolved: string[]
  warned: { id: string; consumerId: string; organizationId: string; level: number; spentMicros: number; budgetMicros: number }[]
  withdrawn: string[]
}

/**
 * Opens and ends the alerts of consumers, and notes the levels of the month's budget that they have
 * reached. Every level is noted once a month, also several at once; who is told of them decides which
 * is worth a mail. A level that is no longer reached, because the budget was raised or the spend
 * corrected, is marked so and stays noted. Two runs take turns batch by batch.
 *
 * checked: consumers; changed: alerts and warnings written.
 * @throws whatever the database says; the batch at work is then undone
 */
export async function checkBudgets(_ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  let after = '00000000-0000-0000-0000-000000000000'
  while (await stillMine()) {
    const batch = await withPlatform((tx) => checkBatch(tx, after, now))
    result.checked += batch.checked
    result.changed += batch.changed
    if (batch.last === null) break
    after = batch.last
  }
  return result
}

async function checkBatch(tx: Tx, after: string, now: Date): Promise<{ checked: number; changed: number; last: string | null }> {
  // A statement of its own: what follows sees everything that the run before has committed.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${BUDGET_LOCK}))`)
  const { monthAt, consumers } = await readConsumers(tx, { now, after, limit: BATCH })
  const changes: Changes = { fired: [], reopened: [], resolved: [], warned: [], withdrawn: [] }
  for (const consumer of consumers) decide(changes, consumer, now)
  await save(tx, changes, monthAt, now)
  return {
    checked: consumers.length,
    changed: Object.values(changes).reduce((sum, rows) => sum + rows.length, 0),
    last: consumers.length === BATCH ? (consumers.at(-1)?.consumerId ?? null) : null,
  }
}

function decide(changes: Changes, { consumerId, organizationId, reading, alerts, warnings }: Checked, now: Date): void {
  for (const kind of consumerAlertKinds) {
    const judgement = judge(kind, reading)
    const next = transition(judgement, alerts.find((alert) => alert.kind === kind) ?? null, now)
    if (next?.kind === 'fire') {
      const { value, threshold } = judgement
      changes.fired.push({ id: newId(now.getTime()), consumerId, organizationId, kind, value, threshold })
    } else if (next?.kind === 'reopen') changes.reopened.push(next.id)
    else if (next?.kind === 'resolve') changes.resolved.push(next.id)
  }
  const { monthMicros, budgetMicros } = reading
  const reached = reachedLevels(monthMicros, budgetMicros)
  for (const level of reached) {
    if (warnings.some((warning) => warning.level === level)) continue
    changes.warned.push({ id: newId(now.getTime()), consumerId, organizationId, level, spentMicros: monthMicros, budgetMicros: budgetMicros ?? 0 })
  }
  for (const warning of warnings) {
    if (warning.open && !reached.some((level) => level === warning.level)) changes.withdrawn.push(warning.id)
  }
}

async function save(tx: Tx, changes: Changes, monthAt: Date, now: Date): Promise<void> {
  const ids = (list: string[]) => sql`(select wanted.id::uuid from jsonb_array_elements_text(${JSON.stringify(list)}::jsonb) as wanted (id))`
  if (changes.fired.length > 0) {
    await tx.execute(sql`
      insert into consumer_alerts (id, organization_id, consumer_id, kind, fired_at, value, threshold)
      select id, "organizationId", "consumerId", kind, ${now}, value, threshold
      from jsonb_to_recordset(${JSON.stringify(changes.fired)}::jsonb) as fresh (
        id uuid, "organizationId" uuid, "consumerId" uuid, kind consumer_alert_kind, value float8, threshold float8)
      on conflict (consumer_id, kind) where resolved_at is null do nothing`)
  }
  if (changes.reopened.length > 0) await tx.execute(sql`update consumer_alerts set resolved_at = null where id in ${ids(changes.reopened)}`)
  if (changes.resolved.length > 0) {
    await tx.execute(sql`update consumer_alerts set resolved_at = ${now} where resolved_at is null and id in ${ids(changes.resolved)}`)
  }
  if (changes.warned.length > 0) {
    await tx.execute(sql`
      insert into usage_warnings (id, organization_id, consumer_id, month_at, level, spent_micros, budget_micros, warned_at)
      select id, "organizationId", "consumerId", ${monthAt}, level, "spentMicros", "budgetMicros", ${now}
      from jsonb_to_recordset(${JSON.stringify(changes.warned)}::jsonb) as fresh (
        id uuid, "organizationId" uuid, "consumerId" uuid, level smallint, "spentMicros" bigint, "budgetMicros" bigint)
      on conflict (consumer_id, month_at, level) do nothing`)
  }
  if (changes.withdrawn.length > 0) {
    await tx.execute(sql`update usage_warnings set resolved_at = ${now} where resolved_at is null and id in ${ids(changes.withdrawn)}`)
  }
}
