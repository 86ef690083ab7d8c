import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { resolveSeries } from '@/lib/metrics/series/commands/resolve-series'
import { storeMinutes } from '@/lib/metrics/series/commands/store-minutes'
import { DAY, floorTo, MINUTE } from '@/lib/time'
import { PROBE_WRITER } from '../metrics/queries/values'
import { SYNTHETIC_LABEL, SYNTHETIC_TEMPLATE } from './evaluate-alerts/write-steps'

/** A bad value is recorded so often, to time the way from a breach to whoever is told. */
const PROBE_MINUTES = 10

/** The rule that fires on it. One id, so that it is made once. */
export const PROBE_RULE_ID = '00000000-0000-4000-8000-00000000a1e7'

/** Days that runs and probes are kept; what they were about is of interest while something is wrong. */
const KEPT_DAYS = 7
/** Alerts of the probe are nobody's history. */
const ALERTS_KEPT_DAYS = 1

/**
 * Records the metric synthetic_breach for the minute of `now`: bad every tenth minute, fine in the others. Twice
 * in a minute is once.
 */
export async function recordProbe(now: Date): Promise<void> {
  const minute = floorTo(now, MINUTE)
  const isBad = floorTo(now, PROBE_MINUTES * MINUTE).getTime() === minute.getTime()
  await withPlatform(async (tx) => {
    await makeRule(tx, now)
    const { ids } = await resolveSeries(tx, null, [{ metric: 'synthetic_breach', kind: 'gauge', dimensions: {} }], now)
    const [seriesId] = ids.values()
    if (seriesId === undefined) return
    const value = isBad ? 1 : 0
    const row = { seriesId, atMs: minute.getTime(), count: 1, sum: value, min: value, max: value, last: value, sketch: null }
    await storeMinutes(tx, { organizationId: null, writer: PROBE_WRITER, minutes: [row], how: 'replace', now })
    if (!isBad) return
    await tx.execute(sql`
      insert into alert_probes (breached_at) select ${now}::timestamptz where not exists (select from alert_probes where breached_at >= ${minute})`)
    await clearUp(tx, now)
  })
}

/** A channel has accepted the message about these alerts; of those that time the product itself it is written down. */
export async function noteHandedOver(tx: Tx, alertIds: readonly string[], at: Date): Promise<void> {
  if (alertIds.length === 0) return
  await tx.execute(sql`update alert_probes set handed_at = ${at} where alert_id = any(${`{${alertIds.join(',')}}`}::uuid[]) and handed_at is null`)
}

async function makeRule(tx: Tx, now: Date): Promise<void> {
  await tx.execute(sql`
    insert into alert_rules (id, name, description, metric, kind, aggregation, operator, threshold, template, severity, cooldown_minutes, created_at, updated_at)
    values (${PROBE_RULE_ID}, 'Synthetic breach', 'Built in: fires every ten minutes on a value that the product records itself, to time its own alerts.',
      'synthetic_breach', 'threshold', 'max', 'gt', 0.5, ${SYNTHETIC_TEMPLATE}, 'warning', 0, ${now}, ${now})
    -- A rest after it was told would leave the next ones untimed.
    on conflict (id) do update set cooldown_minutes = 0 where alert_rules.cooldown_minutes <> 0`)
}

async function clearUp(tx: Tx, now: Date): Promise<void> {
  const keptFrom = new Date(now.getTime() - KEPT_DAYS * DAY)
  await tx.execute(sql`delete from alert_runs where started_at < ${keptFrom}`)
  await tx.execute(sql`delete from alert_probes where breached_at < ${keptFrom}`)
  const old = sql`
    select id from alerts where rule_id = ${PROBE_RULE_ID} and state not in ('firing', 'acknowledged') and labels ? ${SYNTHETIC_LABEL}
      and fired_at < ${new Date(now.getTime() - ALERTS_KEPT_DAYS * DAY)}`
  await tx.execute(sql`delete from alert_events where alert_id in (${old})`)
  await tx.execute(sql`delete from alerts where id in (${old})`)
}
