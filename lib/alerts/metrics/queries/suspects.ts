import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Window } from '@/lib/time'
import { valuesOfSeries } from './cells'
import { type Batch, dueRules } from './due'

/** Of a batch whose values can be judged one by one. */
export interface Suspects {
  /** Rules with a suspect. */
  ids: string[]
  fingerprints: string[]
  /** How many series were looked at. */
  looked: number
}

/**
 * The fingerprints of a batch of series (`each`) of which one value at least is beyond the line, and those that are
 * remembered. All others are fine: a smallest, largest, newest or mean value beyond a line is never made of values
 * that are not. So nothing has to be put together for them, which is most of the work where most are fine.
 */
export async function findSuspects(tx: Tx, batch: Batch, window: Window): Promise<Suspects> {
  const value = sql`case d.aggregation when 'avg' then m.sum / nullif(m.count, 0) when 'min' then m.min when 'max' then m.max else m.last end`
  const rows = await tx.execute<{ ruleId: string | null; fingerprint: string | null; looked: number }>(sql`
    with due as materialized (${dueRules(batch)})
    select p.rule_id as "ruleId", p.fingerprint, 0 as looked
    from due d join alert_rule_series p on p.rule_id = d.id join ${valuesOfSeries({ window })}
    -- What is bad of a ratio is no value of one series.
    where p.numerator is not null or case d.operator when 'gt' then ${value} > d.threshold else ${value} < d.threshold end
    union all select rule_id, fingerprint, 0 from alert_states where rule_id in (select id from due)
    union all select rule_id, fingerprint, 0 from alerts where state in ('firing', 'acknowledged') and source = 'rule' and rule_id in (select id from due)
    union all select null, null, count(*)::int from alert_rule_series where rule_id in (select id from due)`)
  const ids = new Set<string>()
  const fingerprints = new Set<string>()
  let looked = 0
  for (const row of rows) {
    looked += row.looked
    if (row.ruleId === null || row.fingerprint === null) continue
    ids.add(row.ruleId)
    fingerprints.add(row.fingerprint)
  }
  return { ids: [...ids], fingerprints: [...fingerprints], looked }
}
