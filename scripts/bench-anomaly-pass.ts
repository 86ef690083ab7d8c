// npm run bench:anomaly-pass [-- --tools 5000,20000] [--runs N] [--keep]
//
// The 5-minute pass over many tools x 4 metrics with 28 days behind them: its z layer and the whole of it,
// beside one sequential scan of the same tools' 28 days of hourly rollups (the least that any recomputation
// reads) and a full recomputation of means and deviations from them.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { closePool, withPlatform } from '../db/client'
import { migrateDatabase } from '../db/migrate'
import { colourWindows } from '../lib/anomalies/colours/commands'
import { emptySlot, HALF_HOUR, keepHalfHour, SLOTS, slotBytes } from '../lib/anomalies/detect/tool/half-hours'
import { emptyMemory, nothingOpen, observeTool, shippedConfig } from '../lib/anomalies/detect/tool/memory'
import type { ToolWindow } from '../lib/anomalies/detect/tool/model'
import { detectAnomalies } from '../lib/anomalies/pass/commands/detect-anomalies'
import { packRecent } from '../lib/anomalies/pass/pack'
import { DAY, HOUR, MINUTE } from '../lib/time'
import { startEmbeddedPostgres } from './embedded-postgres'

const { values: options } = parseArgs({
  options: { tools: { type: 'string', default: '5000,20000' }, runs: { type: 'string', default: '3' }, keep: { type: 'boolean', default: false } },
})
const sizes = options.tools.split(',').map((text) => positive('tools', text))
const runs = positive('runs', options.runs)

const DAYS = 28
const WINDOW = 5 * MINUTE
/** A Wednesday, 10:05 UTC: no half hour ends, no day begins. */
const NOW = new Date('2026-03-04T10:05:00Z').getTime()

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const admin = postgres(server, { max: 1, onnotice: () => {} })
process.env.LOG_LEVEL ||= 'warn'

for (const size of sizes) await inDatabase(`bench_pass_${randomBytes(4).toString('hex')}`, (owner) => bench(owner, size))
await admin.end()

async function inDatabase(name: string, work: (owner: postgres.Sql) => Promise<void>): Promise<void> {
  const url = new URL(server)
  url.pathname = `/${name}`
  await admin`create database ${admin(name)}`
  process.env.DATABASE_URL = url.toString()
  const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  try {
    await migrateDatabase(url.toString())
    await work(owner)
  } finally {
    await owner.end()
    await closePool()
    if (options.keep) say(`kept: ${name}`)
    else await admin`drop database ${admin(name)} with (force)`
  }
}

async function bench(owner: postgres.Sql, tools: number): Promise<void> {
  await seed(owner, tools)
  const figures = { scan: [] as number[], recomputation: [] as number[], z: [] as number[], pass: [] as number[] }
  // One run more than asked for: the first warms the caches and does not count.
  for (let run = 0; run <= runs; run++) {
    const closed = NOW + run * WINDOW
    await addWindow(owner, closed)
    const scan = await timed(() => owner`select sum(invocations), sum(errors), sum(latency_sum_ms), sum(revenue_micros) from tool_metrics_hourly`)
    const recomputation = await timed(
      () => owner`
        select count(m), sum(m) from (
          select avg(invocations::float8) + stddev_pop(invocations::float8) + avg(errors / nullif(rated, 0)::float8) + stddev_pop(errors / nullif(rated, 0)::float8)
            + avg(latency_sum_ms / nullif(latency_count, 0)) + stddev_pop(latency_sum_ms / nullif(latency_count, 0)) + avg(revenue_micros::float8) + stddev_pop(revenue_micros::float8) as m
          from tool_metrics_hourly group by tool_id, extract(isodow from bucket_at) >= 6) baselines`,
    )
    const z = await timed(() => withPlatform((tx) => colourWindows(tx, new Date(closed))))
    const pass = await timed(() =>
      detectAnomalies(
        { actor: { kind: 'job', job: 'detect-anomalies' }, now: new Date(closed), requestId: 'bench', ip: null },
        { now: new Date(closed), stillMine: async () => true },
      ),
    )
    if (run === 0) continue
    figures.scan.push(scan)
    figures.recomputation.push(recomputation)
    figures.z.push(z)
    figures.pass.push(pass)
  }
  const [judged] = await owner<{ count: number; rows: number }[]>`
    select (select count(*) from anomaly_states where judged_until = ${new Date(NOW + runs * WINDOW)})::float8 as count, (select count(*) from tool_metrics_hourly)::float8 as rows`
  if (judged?.count !== tools) throw new Error(`only ${judged?.count} of ${tools} tools were judged`)
  const scan = median(figures.scan)
  const row = (name: string, times: number[]) =>
    say(`${name.padEnd(66)} ${(median(times) / 1000).toFixed(3).padStart(8)} s   ${(median(times) / scan).toFixed(2)} scans`)
  say(`\n${tools.toLocaleString('en')} tools x 4 metrics, ${judged.rows.toLocaleString('en')} hourly rows; medians of ${runs}`)
  row('one sequential scan of the hourly rows, four sums', figures.scan)
  row('all means and deviations computed anew from them', figures.recomputation)
  row('z layer of the pass (limit: half a scan)', figures.z)
  row('whole pass with the confirming layer (limit: 10 s at 20,000 tools)', figures.pass)
}

async function seed(owner: postgres.Sql, tools: number): Promise<void> {
  say(`making ${tools.toLocaleString('en')} tools with ${DAYS} days behind them ...`)
  const from = new Date(Math.floor(NOW / DAY) * DAY - DAYS * DAY)
  await owner`select setseed(0.42), ensure_partitions('tool_metrics_hourly', ${from}, ${new Date(NOW)}), ensure_partitions('tool_metrics_5m', ${new Date(NOW - DAY)}, ${new Date(NOW + DAY)})`
  await owner`insert into organizations (id, name, slug) values (md5('o')::uuid, 'Bench', 'bench')`
  await owner`insert into developers (id, organization_id) values (md5('o')::uuid, md5('o')::uuid)`
  await owner`
    insert into tools (id, organization_id, developer_id, external_id, slug, name)
    select md5('tool' || i)::uuid, md5('o')::uuid, md5('o')::uuid, i::text, 'tool-' || i, 'Tool ' || i from generate_series(1, ${tools}) i`
  await owner`
    insert into tool_metrics_hourly (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
      errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    select t.id, t.organization_id, at, n, n, n / 100, 0, 0, 0, 0, 0, 0, 0, n, 0, n, n * 200.0, n * 1000, 1, '{}', '{}'
    from generate_series(${from}::timestamptz, ${new Date(NOW - HOUR)}::timestamptz, interval '1 hour') at, tools t, lateral (select 1000 + (random() * 200)::integer as n) calls`
  // Every tool has the same past: what it costs to judge does not depend on it.
  const windows = (end: number, count: number): ToolWindow[] => Array.from({ length: count }, (_, i) => windowAt(end - (count - 1 - i) * WINDOW))
  for (let index = 0; index < SLOTS; index++) {
    const slot = emptySlot()
    for (let day = 1; day <= 30; day++) {
      const end = (Math.floor(NOW / DAY) - day) * DAY + index * HALF_HOUR
      keepHalfHour(slot, end, windows(end, HALF_HOUR / WINDOW))
    }
    await owner`insert into anomaly_half_hours (slot, tool_id, organization_id, history) select ${index}, id, organization_id, ${slotBytes(slot)} from tools`
  }
  const memory = emptyMemory(from.getTime())
  for (const window of windows(NOW - WINDOW, 9)) observeTool(memory, window, { openSince: nothingOpen, planned: false, config: shippedConfig })
  await owner`
    insert into anomaly_states (tool_id, organization_id, known_from, judged_until, summed_until, recent, parameters)
    select id, organization_id, ${from}, ${new Date(NOW - WINDOW)}, ${new Date(Math.floor(NOW / DAY) * DAY)}, ${packRecent(memory)}, ${JSON.stringify(memory.parameters)}::text::jsonb from tools`
  await owner`
    insert into anomaly_baselines (tool_id, weekend, organization_id, first_day_at, windows, invocations, calls_squares, revenue_sum, revenue_squares, rated_windows, error_sum, error_squares,
      latency_windows, latency_sum, latency_squares)
    select id, weekend, organization_id, ${from}, 5000, 5000 * 100, 5000 * 10100.0, 5000 * 100000.0, 5000 * 10100000000.0, 5000, 50, 1, 5000, 5000 * 200, 5000 * 40100.0
    from tools, unnest(array[true, false]) weekend`
  await owner`insert into anomaly_cursors (name, at) values ('colours', ${new Date(NOW - WINDOW)})`
  await addWindow(owner, NOW - WINDOW)
  await owner`vacuum analyze`
}

function windowAt(at: number): ToolWindow {
  const calls = 95 + ((at / WINDOW) % 11)
  return { at, calls, rated: calls, errors: 1, latencyMs: 200, latencyCalls: calls, revenueMicros: calls * 1_000 }
}

/** The window that ends then arrives, for every tool, and is counted. */
async function addWindow(owner: postgres.Sql, end: number): Promise<void> {
  const { calls } = windowAt(end)
  await owner`
    insert into tool_metrics_5m (tool_id, organization_id, bucket_at, invocations, rated, errors, errors4xx, errors429, errors5xx, errors_developer, errors_consumer,
      errors_platform, errors_upstream, fair_rated, fair_errors, latency_count, latency_sum_ms, revenue_micros, consumers, sketch_keys, sketch_counts)
    select id, organization_id, ${new Date(end - WINDOW)}, n, n, 1, 0, 0, 1, 1, 0, 0, 0, n, 1, n, n * 200.0, n * 1000, 1, '{136,138,139,140,142}', array[2, 30, n - 62, 20, 10]
    from (select id, organization_id, ${calls}::integer + (random() * 10)::integer as n from tools) calls`
  await owner`insert into metric_progress (stage, at) values ('rollup', ${new Date(end)}) on conflict (stage) do update set at = excluded.at`
}

async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  process.stderr.write(`--${name}: whole numbers above 0, not "${text}"\n`)
  process.exit(2)
}
