// npm run bench:anomaly-pass [-- --tools 5000,20000] [--runs N] [--outage] [--keep]
//
// The 5-minute pass over many tools x 4 metrics with 28 days behind them, at each kind of tick: an
// ordinary one, one that ends a half hour, midnight, those after it; with --outage also one after an hour
// of which the calls came late, for every tool: minutes at 20,000. Its z layer and the whole of it, beside one sequential scan of the same tools' 28 days
// of hourly rollups (the least that any recomputation reads) and a full recomputation of means and
// deviations from them. Seconds of processor time, of this process and its database together.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { closePool, withPlatform } from '../db/client'
import { migrateDatabase } from '../db/migrate'
import { colourWindows } from '../lib/anomalies/colours/commands'
import { detectAnomalies } from '../lib/anomalies/pass/commands/detect-anomalies'
import { DAY, HOUR, MINUTE } from '../lib/time'
import { arrive, counted, endsIn, markLate, START, seed, standAt } from './bench-anomaly-pass-data'
import { type Spent, spend } from './bench-cpu'
import { median, positive } from './bench-figures'
import { startEmbeddedPostgres } from './embedded-postgres'

const { values: options } = parseArgs({
  options: {
    tools: { type: 'string', default: '5000,20000' },
    runs: { type: 'string', default: '3' },
    outage: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})
const sizes = options.tools.split(',').map((text) => positive('tools', text))
const runs = positive('runs', options.runs)

const WINDOW = 5 * MINUTE
const HALF_HOUR = 30 * MINUTE
const MIDNIGHT = (Math.floor(START / DAY) + 1) * DAY
/** Tools whose rows of the day before midnight are there: those whose turn to be summed comes in the ticks that are run. */
const SUMMED_TOOLS = 6_000
/** Hours of windows before the outage: what is read again starts there. */
const BEFORE_OUTAGE = 5 * HOUR

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
  // One core: what a parallel worker does would not be counted.
  await admin`alter database ${admin(name)} set max_parallel_workers_per_gather = 0`
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
  say(`\nmaking ${tools.toLocaleString('en')} tools with 28 days behind them ...`)
  await seed(owner, tools)
  const scans = await repeat(() =>
    spend(owner, () => owner`select sum(invocations), sum(errors), sum(latency_sum_ms), sum(revenue_micros) from tool_metrics_hourly`),
  )
  const recomputations = await repeat(() =>
    spend(
      owner,
      () => owner`
        select count(m), sum(m) from (
          select avg(invocations::float8) + stddev_pop(invocations::float8) + avg(errors / nullif(rated, 0)::float8) + stddev_pop(errors / nullif(rated, 0)::float8)
            + avg(latency_sum_ms / nullif(latency_count, 0)) + stddev_pop(latency_sum_ms / nullif(latency_count, 0)) + avg(revenue_micros::float8) + stddev_pop(revenue_micros::float8) as m
          from tool_metrics_hourly group by tool_id, extract(isodow from bucket_at) >= 6) baselines`,
    ),
  )
  const scan = medianOf(scans)
  const [rows] = await owner<{ count: number }[]>`select count(*)::float8 as count from tool_metrics_hourly`
  say(`${tools.toLocaleString('en')} tools x 4 metrics, ${rows?.count.toLocaleString('en')} hourly rows; seconds of processor time, medians`)
  say('| | seconds | for 1,000 tools | scans | passed meanwhile |\n|---|---|---|---|---|')
  const row = (name: string, spent: readonly Spent[]) => {
    const cpu = medianOf(spent)
    const elapsed = median(spent.map((one) => one.elapsed))
    say(`| ${name} | ${seconds(cpu)} | ${seconds((1000 * cpu) / tools)} | ${(cpu / scan).toFixed(2)} | ${seconds(elapsed)} |`)
  }
  row('one sequential scan of the hourly rows, four sums', scans)
  row('all means and deviations computed anew from them', recomputations)
  for (const { name, ticks } of await runTicks(owner, tools)) {
    row(
      `${name}: z layer`,
      ticks.map(({ z }) => z),
    )
    row(
      `${name}: whole pass`,
      ticks.map(({ whole }) => whole),
    )
  }
}

interface Tick {
  z: Spent
  whole: Spent
}

/** The kinds of ticks, each as often as asked for. The first run warms the caches and does not count. */
async function runTicks(owner: postgres.Sql, tools: number): Promise<{ name: string; ticks: Tick[] }[]> {
  const kinds: { name: string; ticks: Tick[] }[] = []
  const add = (name: string, tick: Tick) => {
    const kind = kinds.find((one) => one.name === name)
    if (kind) kind.ticks.push(tick)
    else kinds.push({ name, ticks: [tick] })
  }
  for (let run = 0; run <= runs; run++) {
    const end = START + (run + 1) * HALF_HOUR
    await standAt(owner, end - 2 * WINDOW)
    for (const at of [end - WINDOW, end]) {
      await arrive(owner, [at])
      const tick = await runTick(owner, at)
      if (run > 0) add(at === end ? 'ends a half hour' : 'ordinary', tick)
    }
    await requireJudged(owner, tools, end)
  }
  await arrive(owner, endsIn(MIDNIGHT - DAY, MIDNIGHT - 3 * WINDOW), SUMMED_TOOLS)
  await standAt(owner, MIDNIGHT - 2 * WINDOW)
  for (let at = MIDNIGHT - WINDOW; at <= MIDNIGHT + 2 * WINDOW; at += WINDOW) {
    await arrive(owner, [at])
    const tick = await runTick(owner, at)
    if (at >= MIDNIGHT) add(at === MIDNIGHT ? 'midnight' : 'after midnight', tick)
  }
  if (!options.outage) return kinds
  const outage = MIDNIGHT + DAY / 2
  await arrive(owner, endsIn(outage - BEFORE_OUTAGE, outage - WINDOW))
  await standAt(owner, outage)
  await counted(owner, outage + HOUR)
  add('an hour without a call, judged at once', await runTick(owner, outage + HOUR))
  await arrive(owner, endsIn(outage, outage + HOUR))
  await markLate(owner, { from: outage, until: outage + HOUR })
  await arrive(owner, [outage + HOUR + WINDOW])
  add('the hour’s calls come late, of all tools', await runTick(owner, outage + HOUR + WINDOW))
  await requireJudged(owner, tools, outage + HOUR + WINDOW)
  return kinds
}

async function runTick(owner: postgres.Sql, at: number): Promise<Tick> {
  const now = new Date(at)
  const z = await spend(owner, () => withPlatform((tx) => colourWindows(tx, now)))
  // Colours are there by now; nothing is left of them for the pass to do.
  const rest = await spend(owner, () =>
    detectAnomalies({ actor: { kind: 'job', job: 'detect-anomalies' }, now, requestId: 'bench', ip: null }, { now, stillMine: async () => true }),
  )
  return { z, whole: { elapsed: z.elapsed + rest.elapsed, cpu: z.cpu + rest.cpu } }
}

async function requireJudged(owner: postgres.Sql, tools: number, until: number): Promise<void> {
  const [judged] = await owner<{ count: number }[]>`select count(*)::float8 as count from anomaly_states where judged_until = ${new Date(until)}`
  if (judged?.count !== tools) throw new Error(`only ${judged?.count} of ${tools} tools were judged`)
}

/** Once more than asked for: the first does not count. */
async function repeat(work: () => Promise<Spent>): Promise<Spent[]> {
  await work()
  const spent: Spent[] = []
  for (let run = 0; run < runs; run++) spent.push(await work())
  return spent
}

function medianOf(spent: readonly Spent[]): number {
  return median(spent.map(({ cpu }) => cpu))
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
