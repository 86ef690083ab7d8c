import { type SQL, sql } from 'drizzle-orm'
import { MINUTE, type Window } from '@/lib/time'
import { cellsOf, type Sourced, type Stretch } from './cells'

/**
 * The value of every fingerprint of a batch over a stretch: rule_id, fingerprint, (at,) value. byHour keeps the
 * hours apart. Counters that were not written are zero while their owner writes anything at all.
 */
export function valuesOf(batch: Sourced, stretch: Stretch, now: Date, byHour = false): SQL {
  const at = byHour ? sql`, at` : sql``
  const cells = cellsOf(batch, stretch, now)
  const minutes = byHour ? 60 : batch.windowMinutes
  // What an hour holds, as a window of the rule's length would hold it.
  const scale = byHour ? batch.windowMinutes / 60 : 1
  if (batch.mode === 'p50' || batch.mode === 'p95' || batch.mode === 'p99') return quantiles(batch.mode, cells, at)
  const chosen = batch.mode === 'newest' ? newest(cells) : cells
  const alive = 'window' in stretch && batch.source === 'system' ? aliveIn(stretch.window) : sql`false`
  return sql`
    select v.rule_id, v.fingerprint ${byHour ? sql`, v.at` : sql``}, coalesce(
      case due.aggregation when 'sum' then v.s * ${scale}::float8 when 'rate' then v.s / ${minutes}::float8 when 'avg' then v.s / nullif(v.c, 0)
        when 'min' then v.mn when 'max' then v.mx when 'last' then case due.operator when 'lt' then v.last_low else v.last_high end end,
      case when v.counter and due.aggregation in ('sum', 'rate') and ${alive} then 0 end) as value
    from (
      select rule_id, fingerprint ${at}, sum(s) as s, sum(c) as c, min(mn) as mn, max(mx) as mx, min(last) as last_low, max(last) as last_high, bool_or(counter) as counter
      from (${chosen}) cells group by rule_id, fingerprint ${at}
    ) v join due on due.id = v.rule_id`
}

/** The window before, or the same window a week earlier. */
export function earlier({ from, to }: Window, week: boolean): Window {
  const ms = week ? 7 * 24 * 60 * MINUTE : to.getTime() - from.getTime()
  return { from: new Date(from.getTime() - ms), to: new Date(to.getTime() - ms) }
}

/** Only the newest minute of each fingerprint that has a value. */
function newest(cells: SQL): SQL {
  return sql`
    select * from (select c.*, max(at) filter (where last is not null) over (partition by rule_id, fingerprint) as newest_at from (${cells}) c) c
    where at is null or newest_at is null or at = newest_at`
}

/** Percentiles of merged sketches, never of percentiles. */
function quantiles(mode: 'p50' | 'p95' | 'p99', cells: SQL, at: SQL): SQL {
  const q = { p50: 0.5, p95: 0.95, p99: 0.99 }[mode]
  return sql`
    select rule_id, fingerprint ${at}, sketch_quantile(
      coalesce(array_agg(key order by key) filter (where key is not null), '{}')::smallint[],
      coalesce(array_agg(n order by key) filter (where key is not null), '{}')::int[], ${q}::float8) as value
    from (
      select rule_id, fingerprint ${at}, u.key, sum(u.n)::int as n
      from (${cells}) cells left join lateral unnest(cells.sketch_keys, cells.sketch_counts) as u (key, n) on true
      group by rule_id, fingerprint ${at}, u.key
    ) merged group by rule_id, fingerprint ${at}`
}

/** Whether the owner of a rule's series wrote any value in the window: two spellings, as "is not distinct from" uses no index. */
function aliveIn({ from, to }: Window): SQL {
  return sql`case when due.organization_id is null
    then exists (select from metric_minutes m where m.organization_id is null and m.at >= ${from} and m.at < ${to} and m.writer <> ${PROBE_WRITER})
    else exists (select from metric_minutes m where m.organization_id = due.organization_id and m.at >= ${from} and m.at < ${to}) end`
}

/** Under this the evaluator writes its own synthetic breach, which says nothing about whether anybody else still measures. */
export const PROBE_WRITER = '00000000-0000-4000-8000-00000000a1e7'
