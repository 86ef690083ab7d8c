import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { MinuteRow } from '@/lib/meter'
import { storeRows } from '@/lib/metrics/series/commands/store-rows'
import { type LabelSet, writers } from '@/lib/metrics/series/model'
import { advance, type StreamState } from '../advance'
import type { Point, PointValue } from '../points'

/**
 * Adds points to the minutes of their series and notes how far each stream has come, in one transaction: a point that
 * is sent again, for example because the answer was lost, adds nothing. Two requests of one stream take turns.
 * @returns label sets whose metric is known as another kind; nothing of them is stored
 */
export async function storePoints(tx: Tx, organizationId: string | null, points: Point[], now: Date): Promise<{ mismatched: LabelSet[] }> {
  const states = await lockStreams(tx, organizationId, [...new Set(points.map(({ streamId }) => streamId))].sort(), now)
  const rows: MinuteRow[] = []
  for (const point of points.toSorted((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0))) {
    const { state, row } = advance(states.get(point.streamId) ?? null, point)
    states.set(point.streamId, state)
    if (row) rows.push(row)
  }
  const { mismatched } = await storeRows(tx, { organizationId, writer: writers.otlp, rows, how: 'add', now })
  await saveStreams(tx, states, now)
  return { mismatched }
}

/** The states of streams, locked in the order of their ids; null for one that is met for the first time. */
async function lockStreams(tx: Tx, organizationId: string | null, ids: string[], now: Date): Promise<Map<string, StreamState | null>> {
  const known = JSON.stringify(ids)
  await tx.execute(sql`
    insert into metric_streams (id, organization_id, started_ns, at_ns, updated_at)
    select id, ${organizationId}::uuid, 0, -1, ${now} from jsonb_array_elements_text(${known}::jsonb) as i (id) order by id
    on conflict do nothing`)
  const rows = await tx.execute<{ id: string; startedNs: string; atNs: string; value: PointValue | Record<string, never> }>(sql`
    select id, started_ns::text as "startedNs", at_ns::text as "atNs", value from metric_streams
    where id in (select jsonb_array_elements_text(${known}::jsonb)) order by id for update`)
  return new Map(
    rows.map(({ id, startedNs, atNs, value }) => [
      id,
      BigInt(atNs) < 0n ? null : { startedNs: BigInt(startedNs), atNs: BigInt(atNs), value: isValue(value) ? value : null },
    ]),
  )
}

async function saveStreams(tx: Tx, states: Map<string, StreamState | null>, now: Date): Promise<void> {
  const rows = [...states].flatMap(([id, state]) =>
    state ? [{ id, started_ns: String(state.startedNs), at_ns: String(state.atNs), value: state.value ?? {} }] : [],
  )
  await tx.execute(sql`
    update metric_streams s set started_ns = r.started_ns, at_ns = r.at_ns, value = r.value, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, started_ns bigint, at_ns bigint, value jsonb) where s.id = r.id`)
}

function isValue(value: PointValue | Record<string, never>): value is PointValue {
  return 'form' in value
}
