// What bench:anomaly-pass judges: tools with 28 days behind them, and the windows that arrive.
import type postgres from 'postgres'
import { emptySlot, HALF_HOUR, keepHalfHour, SLOTS, slotBytes, WINDOW } from '../lib/anomalies/detect/tool/half-hours'
import { emptyMemory, nothingOpen, observeTool, RECENT, shippedConfig, takeStock } from '../lib/anomalies/detect/tool/memory'
import type { ToolWindow } from '../lib/anomalies/detect/tool/model'
import { packRecent } from '../lib/anomalies/pass/pack'
import { DAY, HOUR } from '../lib/time'

export const DAYS = 28
/** A Wednesday, 10:00 UTC. */
export const START = new Date('2026-03-04T10:00:00Z').getTime()
const START_DAY = Math.floor(START / DAY) * DAY
const FROM = START_DAY - DAYS * DAY

const metrics = `tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
  errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts`

/** The tools, their hourly rows, and all that the pass keeps of them, as it stands at START. */
export async function seed(owner: postgres.Sql, tools: number): Promise<void> {
  await owner`select setseed(0.42), ensure_partitions('tool_metrics_hourly', ${new Date(FROM)}, ${new Date(START)}), ensure_partitions('tool_metrics_5m', ${new Date(START - DAY)}, ${new Date(START + 2 * DAY)})`
  await owner`insert into organizations (id, name, slug) values (md5('o')::uuid, 'Bench', 'bench')`
  await owner`insert into developers (id, organization_id) values (md5('o')::uuid, md5('o')::uuid)`
  await owner`
    insert into tools (id, organization_id, developer_id, external_id, slug, name)
    select md5('tool' || i)::uuid, md5('o')::uuid, md5('o')::uuid, i::text, 'tool-' || i, 'Tool ' || i from generate_series(1, ${tools}) i order by 1`
  // A tool after the other: the key grows at its end, which is several times as fast, and a scan of the whole costs the same.
  await owner`
    insert into tool_metrics_hourly (${owner.unsafe(metrics)})
    select t.id, t.organization_id, at, n, n, n / 100, 0, 0, 0, 0, 0, 0, 0, n, 0, n, n * 200.0, n * 1000, 1, '{}', '{}'
    from (select id, organization_id from tools order by id) t, generate_series(${new Date(FROM)}::timestamptz, ${new Date(START - HOUR)}::timestamptz, interval '1 hour') at,
      lateral (select 1000 + (random() * 200)::integer as n) calls`
  // Every tool has the same past: what it costs to judge does not depend on it.
  const memory = emptyMemory(FROM)
  for (let index = 0; index < SLOTS; index++) {
    const slot = emptySlot()
    for (let day = 1; day <= DAYS + 2; day++) {
      const end = START_DAY - day * DAY + index * HALF_HOUR
      keepHalfHour(slot, end, windowsUpTo(end, HALF_HOUR / WINDOW))
    }
    memory.slots.set(index, slot)
    await owner`insert into anomaly_half_hours (slot, tool_id, organization_id, history) select ${index}, id, organization_id, ${slotBytes(slot)} from tools order by id`
  }
  takeStock(memory, START)
  await owner`
    insert into anomaly_states (tool_id, organization_id, known_from, judged_until, summed_until, recent, parameters)
    select id, organization_id, ${new Date(FROM)}, ${new Date(START)}, ${new Date(START_DAY)}, ''::bytea, ${JSON.stringify(memory.parameters)}::text::jsonb from tools order by id`
  const sums =
    'invocations, calls_squares, revenue_sum, revenue_squares, rated_windows, error_sum, error_squares, latency_windows, latency_sum, latency_squares'
  await owner`
    insert into anomaly_baseline_days (tool_id, organization_id, day_at, windows, ${owner.unsafe(sums)})
    select id, organization_id, day_at, 288, 288 * 100, 288 * 10100.0, 288 * 100000.0, 288 * 10100000000.0, 288, 3, 0.06, 288, 288 * 200.0, 288 * 40100.0
    from (select id, organization_id from tools order by id) t, generate_series(${new Date(FROM)}::timestamptz, ${new Date(START_DAY - DAY)}::timestamptz, interval '1 day') day_at`
  await owner`
    insert into anomaly_baselines (tool_id, weekend, organization_id, first_day_at, windows, ${owner.unsafe(sums)})
    select tool_id, extract(isodow from day_at) >= 6, min(organization_id::text)::uuid, min(day_at), sum(windows), sum(invocations), sum(calls_squares), sum(revenue_sum), sum(revenue_squares),
      sum(rated_windows), sum(error_sum), sum(error_squares), sum(latency_windows), sum(latency_sum), sum(latency_squares)
    from anomaly_baseline_days group by 1, 2`
  await owner`insert into anomaly_cursors (name, at) values ('colours', ${new Date(START)})`
  await owner`vacuum analyze`
}

/** As if every window up to then had been judged; the rows of the latest are there. */
export async function standAt(owner: postgres.Sql, at: number): Promise<void> {
  const memory = emptyMemory(FROM)
  for (const window of windowsUpTo(at, RECENT)) observeTool(memory, window, { openSince: nothingOpen, planned: false, config: shippedConfig })
  await owner`update anomaly_states set judged_until = ${new Date(at)}, recent = ${packRecent(memory)}, summed_until = ${new Date(Math.floor((at - 1) / DAY) * DAY)}`
  await owner`update anomaly_cursors set at = ${new Date(at)}`
  await owner`truncate anomaly_events, anomaly_windows, recount_marks`
  await arrive(owner, [at])
  await owner`vacuum analyze anomaly_states, tool_metrics_5m`
}

/** The windows that end then arrive, for every tool or the first by id, and are counted. */
export async function arrive(owner: postgres.Sql, ends: readonly number[], first: number | null = null): Promise<void> {
  for (const end of ends) {
    const { calls } = windowAt(end)
    await owner`
      insert into tool_metrics_5m (${owner.unsafe(metrics)})
      select id, organization_id, ${new Date(end - WINDOW)}, n, n, 1, 0, 0, 1, 1, 0, 0, 0, n, 1, n, n * 200.0, n * 1000, 1, '{136,138,139,140,142}', array[2, 30, n - 62, 20, 10]
      from (select id, organization_id, ${calls}::integer + (random() * 10)::integer as n from tools order by id limit ${first}) calls on conflict do nothing`
    await counted(owner, end)
  }
}

/** Windows up to this moment are counted, whether calls came or not. */
export async function counted(owner: postgres.Sql, end: number): Promise<void> {
  await owner`insert into metric_progress (stage, at) values ('rollup', ${new Date(end)}) on conflict (stage) do update set at = excluded.at`
}

/** Marks the windows that end in (from, until] as counted again, for every tool. */
export async function markLate(owner: postgres.Sql, { from, until }: { from: number; until: number }): Promise<void> {
  await owner`
    insert into recount_marks (tool_id, organization_id, bucket_at)
    select id, organization_id, at from tools, generate_series(${new Date(from)}::timestamptz, ${new Date(until - WINDOW)}::timestamptz, interval '5 minutes') at`
}

/** Ends of the windows in (after, until], ms. */
export function endsIn(after: number, until: number): number[] {
  return Array.from({ length: (until - after) / WINDOW }, (_, i) => after + (i + 1) * WINDOW)
}

function windowsUpTo(end: number, count: number): ToolWindow[] {
  return endsIn(end - count * WINDOW, end).map(windowAt)
}

function windowAt(at: number): ToolWindow {
  const calls = 95 + ((at / WINDOW) % 11)
  return { at, calls, rated: calls, errors: 1, latencyMs: 200, latencyCalls: calls, revenueMicros: calls * 1_000 }
}
