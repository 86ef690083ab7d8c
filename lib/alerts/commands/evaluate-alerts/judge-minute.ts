import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { MINUTE } from '@/lib/time'
import type { Scope } from '../../metrics/queries/due'
import { listRemembered } from '../../queries/memory'
import { listRulesById } from '../../queries/rules'
import { decideAll } from './decide'
import { gather } from './gather'
import { matchSeries } from './match-series'
import { inferDependencies, refreshMarks } from './refresh-marks'
import { SYNTHETIC_TEMPLATE, writeSteps } from './write-steps'

export interface MinuteResult {
  rules: number
  looked: number
  fired: number
  resolved: number
  /** Rules that could not be read. */
  failed: number
}

/**
 * Judges one closed minute, all rules or one: reads, decides and writes in the caller's transaction.
 * @param minute its end
 * @param at when what follows is said to have happened: now, or the minute's end where it is judged late
 * @param since end of the minute that was judged before it
 * @param moment the moment that it is, on the run's clock: what the breach that times us is measured by
 */
export async function judgeMinute(
  tx: Tx,
  { minute, at, since, scope, moment }: { minute: Date; at: Date; since: Date; scope: Scope; moment: () => Date },
): Promise<MinuteResult> {
  await matchSeries(tx, since)
  const gathered = await gather(tx, scope, minute)
  const remembered = await listRemembered(tx, scope?.ruleId ?? null)
  const ruleIds = new Set<string>([...gathered.reads.map(({ ruleId }) => ruleId), ...Array.from(remembered.values(), ({ ruleId }) => ruleId)])
  const rules = await listRulesById(tx, [...ruleIds])
  const decided = decideAll(gathered, remembered, rules, minute)
  const written = await writeSteps(tx, decided, at)
  await noteProbe(
    tx,
    decided.flatMap(({ rule, fingerprint }) => (rule.template === SYNTHETIC_TEMPLATE ? (written.opened.get(fingerprint) ?? []) : [])),
    moment(),
  )
  await noteOutcome(tx, gathered.failed, scope, minute)
  await inferDependencies(tx, at)
  await refreshMarks(tx, at)
  return { rules: gathered.rules, looked: gathered.looked, fired: written.fired, resolved: written.resolved, failed: gathered.failed.size }
}

/** What was wrong with which rules, and that the others were judged. Not every rule every minute: ten thousand rows would be written for nothing. */
async function noteOutcome(tx: Tx, failed: ReadonlyMap<string, string>, scope: Scope, minute: Date): Promise<void> {
  const errors = JSON.stringify([...failed].map(([id, error]) => ({ id, error })))
  await tx.execute(sql`
    with wrong as materialized (select * from jsonb_to_recordset(${errors}::jsonb) as w (id uuid, error text))
    update alert_rules r set last_error = w.error, last_evaluated_at = ${minute}
    from (select r.id, w.error from alert_rules r left join wrong w on w.id = r.id where r.enabled and r.deleted_at is null ${scope ? sql`and r.id = ${scope.ruleId}` : sql``}) w
    where r.id = w.id and (r.last_error is distinct from w.error or r.last_evaluated_at is null or ${scope !== null}
      or r.last_evaluated_at < ${new Date(minute.getTime() - 15 * MINUTE)})`)
}

/** The breach that the product made itself has become an alert. */
async function noteProbe(tx: Tx, alertIds: readonly string[], at: Date): Promise<void> {
  const [alertId] = alertIds
  if (alertId === undefined) return
  await tx.execute(sql`
    update alert_probes set alert_id = ${alertId}, alerted_at = ${at}
    where id = (select id from alert_probes where alerted_at is null and breached_at <= ${at} order by breached_at desc limit 1)`)
}
