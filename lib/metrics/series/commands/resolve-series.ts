import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { dimensionsKey, foldedDimensions } from '@/lib/dimensions'
import { env } from '@/lib/env'
import { addDays } from '@/lib/time'
import { IDLE_DAYS, type LabelSet, labelSetKey } from '../model'

/**
 * The ids of label sets of one organization (null: the platform), by labelSetKey; new ones are made, up to
 * the cap of each metric. What is beyond it, or is known as another kind of metric, is returned as refused.
 * The folded set (every value `other`) always finds a place.
 */
export async function resolveSeries(
  tx: Tx,
  organizationId: string | null,
  sets: LabelSet[],
  now: Date,
): Promise<{ ids: Map<string, number>; overflowing: LabelSet[]; mismatched: LabelSet[] }> {
  const wanted = new Map(sets.map((set) => [labelSetKey(set), set]))
  const known = await findSeries(tx, organizationId, [...wanted.values()])
  const missing = [...wanted].filter(([key]) => !known.has(key)).map(([, set]) => set)
  const overflowing: LabelSet[] = []
  if (missing.length > 0) {
    const admitted: LabelSet[] = []
    const room = await findRoom(tx, organizationId, [...new Set(missing.map(({ metric }) => metric))], now)
    for (const set of missing) {
      const left = room.get(set.metric) ?? 0
      const isFolded = dimensionsKey(set.dimensions) === dimensionsKey(foldedDimensions(set.dimensions))
      if (left > 0 || isFolded) admitted.push(set)
      else overflowing.push(set)
      room.set(set.metric, left - 1)
    }
    await makeSeries(tx, organizationId, admitted, now)
    for (const [key, series] of await findSeries(tx, organizationId, admitted)) known.set(key, series)
  }
  const mismatched = [...wanted].filter(([key, { kind }]) => known.has(key) && known.get(key)?.kind !== kind).map(([, set]) => set)
  const ids = new Map([...known].filter(([key, { kind }]) => wanted.get(key)?.kind === kind).map(([key, { id }]) => [key, id]))
  return { ids, overflowing, mismatched }
}

interface Known {
  id: number
  kind: string
}

async function findSeries(tx: Tx, organizationId: string | null, sets: LabelSet[]): Promise<Map<string, Known>> {
  if (sets.length === 0) return new Map()
  // Two spellings, as "is not distinct from" uses no index.
  const owner = organizationId === null ? sql`s.organization_id is null` : sql`s.organization_id = ${organizationId}`
  const rows = await tx.execute<{ place: number; id: string; kind: string }>(sql`
    select r.place, s.id, s.kind
    from jsonb_to_recordset(${recordset(sets)}::jsonb) as r (place int, metric text, dimensions jsonb)
    join metric_series s on ${owner} and s.metric = r.metric and s.dimensions = r.dimensions`)
  return new Map(rows.map(({ place, id, kind }) => [labelSetKey(sets[place] as LabelSet), { id: Number(id), kind }]))
}

/** How many more label sets each metric may have. */
async function findRoom(tx: Tx, organizationId: string | null, metrics: string[], now: Date): Promise<Map<string, number>> {
  const owner = organizationId === null ? sql`organization_id is null` : sql`organization_id = ${organizationId}`
  const rows = await tx.execute<{ metric: string; series: number }>(sql`
    select metric, count(*)::integer as series from metric_series
    where ${owner} and metric in ${metrics} and last_at >= ${addDays(now, -IDLE_DAYS)} group by metric`)
  const taken = new Map(rows.map(({ metric, series }) => [metric, series]))
  const cap = env().METRIC_LABEL_SETS
  return new Map(metrics.map((metric) => [metric, cap - (taken.get(metric) ?? 0)]))
}

// Ordered, so that two processes that meet the same new series wait for each other instead of deadlocking.
async function makeSeries(tx: Tx, organizationId: string | null, sets: LabelSet[], now: Date): Promise<void> {
  if (sets.length === 0) return
  await tx.execute(sql`
    insert into metric_series (organization_id, metric, kind, dimensions, last_at)
    select ${organizationId}::uuid, r.metric, r.kind::metric_kind, r.dimensions, ${now}
    from jsonb_to_recordset(${recordset(sets)}::jsonb) as r (metric text, kind text, dimensions jsonb)
    order by r.metric, r.dimensions
    on conflict do nothing`)
}

function recordset(sets: LabelSet[]): string {
  return JSON.stringify(sets.map(({ metric, kind, dimensions }, place) => ({ place, metric, kind, dimensions })))
}
