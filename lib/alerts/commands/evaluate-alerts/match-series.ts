import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { MINUTE } from '@/lib/time'
import { CUSTOM_PREFIX, systemMetrics } from '../../metrics/catalogue/system'

/** Whoever makes a series commits within this. */
const NEW_SERIES_MS = 15 * MINUTE

/**
 * Keeps alert_rule_series: rules that were changed are looked up among all series, new series among all rules.
 * @param since the minute before the one that is judged: what was made after it has not been looked at
 */
export async function matchSeries(tx: Tx, since: Date): Promise<void> {
  const changed = await tx.execute<{ id: string; on: boolean }>(sql`
    select id, enabled and deleted_at is null as on from alert_rules
    where kind not in ('schedule', 'burn_rate') and case when enabled and deleted_at is null then matched_version is distinct from version else matched_version is not null end
    order by id for update`)
  const ids = (on: boolean) =>
    sql`${`{${Array.from(changed)
      .flatMap((rule) => (rule.on === on ? [rule.id] : []))
      .join(',')}}`}::uuid[]`
  if (changed.length > 0) {
    await tx.execute(sql`delete from alert_rule_series where rule_id = any(${ids(true)}) or rule_id = any(${ids(false)})`)
    await tx.execute(match(sql`r.id = any(${ids(true)})`, sql`true`))
    await tx.execute(
      sql`update alert_rules set matched_version = case when enabled and deleted_at is null then version end where id = any(${ids(true)}) or id = any(${ids(false)})`,
    )
  }
  const from = new Date(since.getTime() - NEW_SERIES_MS)
  // Of most minutes there are none, and all rules would be read for nothing.
  const [made] = await tx.execute(sql`select from metric_series where created_at >= ${from} limit 1`)
  if (made) await tx.execute(match(sql`r.matched_version is not null`, sql`s.created_at >= ${from}`))
}

/** An organization's rule sees its own series, the platform's the platform's; two spellings, as "is not distinct from" joins by no key. */
function match(rules: ReturnType<typeof sql>, series: ReturnType<typeof sql>) {
  return sql`
    with read_as as (
      select * from jsonb_to_recordset(${readAs}::jsonb) as m (metric text, series text, dimension text, prefix text, ratio boolean)
    ), wanted as materialized (
      select r.id, coalesce(r.organization_id::text, '') as owner, coalesce(m.series, substr(r.metric, ${CUSTOM_PREFIX.length + 1})) as series,
        m.dimension, m.prefix, coalesce(m.ratio, false) as ratio, r.filter, r.group_by
      from alert_rules r left join read_as m on m.metric = r.metric
      where ${rules} and (m.metric is not null or r.metric like ${`${CUSTOM_PREFIX}%`})
    )
    insert into alert_rule_series (rule_id, series_id, fingerprint, numerator, counter)
    select w.id, s.id,
      case when cardinality(w.group_by) = 0 then w.id::text
        else alert_fingerprint(w.id, (select jsonb_object_agg(k, s.dimensions -> k) from unnest(w.group_by) k where s.dimensions ? k)) end,
      case when w.ratio then coalesce(s.dimensions ->> w.dimension like w.prefix || '%', false) end, s.kind = 'counter'
    from wanted w join metric_series s on s.metric = w.series and coalesce(s.organization_id::text, '') = w.owner
      and (w.filter = '{}' or s.dimensions @> w.filter)
      and (w.dimension is null or w.ratio or s.dimensions ->> w.dimension like w.prefix || '%')
    where ${series}
    on conflict do nothing`
}

const readAs = JSON.stringify(
  systemMetrics.map(({ key, series, part, ratio }) => ({ metric: key, series, dimension: part?.dimension ?? null, prefix: part?.prefix ?? null, ratio })),
)
