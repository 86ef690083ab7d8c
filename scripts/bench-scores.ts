// npm run bench:scores [-- --developers N] [--runs N] [--keep]
//
// Scores developers from 28 days of hourly rollups and prints the time as a multiple of one
// sequential scan of those rollups, the least that any calculation from them would have to do. Then
// ranks them among each other (peer-percentiles).
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { closePool } from '../db/client'
import { migrateDatabase } from '../db/migrate'
import { newId } from '../lib/ids'
import { comparePeers } from '../lib/peers/commands'
import { calculateHealthScores } from '../lib/scores/commands'
import { startOfDay } from '../lib/time'
import { count, median, positive, timed } from './bench-figures'
import { generateMarketplace, SCORED_DAYS, TOOLS_PER_DEVELOPER } from './bench-scores-data'
import { startEmbeddedPostgres } from './embedded-postgres'

const { values: options } = parseArgs({
  options: { developers: { type: 'string', default: '10000' }, runs: { type: 'string', default: '5' }, keep: { type: 'boolean', default: false } },
})
const developers = positive('developers', options.developers)
const runs = positive('runs', options.runs)

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `bench_scores_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`
// The product's own pool, as the product uses it.
process.env.DATABASE_URL = url.toString()
process.env.LOG_LEVEL ||= 'warn'

let cleaning: Promise<void> | undefined

await admin`create database ${admin(name)}`
process.once('SIGINT', () => void cleanUp().then(() => process.exit(130)))
try {
  await migrateDatabase(url.toString())
  const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  try {
    await bench(owner)
  } finally {
    await owner.end()
  }
} finally {
  await cleanUp()
}

async function bench(owner: postgres.Sql): Promise<void> {
  const now = new Date()
  const asOf = startOfDay(now)
  say(`${count(developers)} developers x ${TOOLS_PER_DEVELOPER} tools x ${SCORED_DAYS} days x 24 hours, in a database of its own`)
  await generateMarketplace(owner, { developers, asOf, say })

  const [size] = await owner<{ rows: number; bytes: number; daily: number; dailyBytes: number }[]>`
    select (select count(*) from tool_metrics_hourly)::float8 as rows,
      (select sum(pg_table_size(inhrelid)) from pg_inherits where inhparent = 'tool_metrics_hourly'::regclass)::float8 as bytes,
      (select count(*) from tool_metrics_daily)::float8 as daily, pg_table_size('tool_metrics_daily')::float8 as "dailyBytes"`
  if (!size) throw new Error('the tables are empty')
  say(
    `hourly rows: ${count(size.rows)} (${gigabytes(size.bytes)}); daily rows, also of the 28 days before: ${count(size.daily)} (${gigabytes(size.dailyBytes)})`,
  )

  const scans: number[] = []
  const scorings: number[] = []
  const comparisons: number[] = []
  // One pair more than asked for: the first warms the caches and does not count.
  for (let run = 0; run <= runs; run++) {
    const scan = await timed(
      () => owner`
        select sum(invocations), sum(rated), sum(errors), sum(fair_errors), sum(latency_count), sum(latency_sum_ms) from tool_metrics_hourly`,
    )
    await owner`truncate developer_health_scores, action_promises, peer_groups, peer_standings`
    const scoring = await timed(() => score(now, developers))
    const comparison = await timed(() => compare(now, developers))
    if (run === 0) continue
    scans.push(scan)
    scorings.push(scoring)
    comparisons.push(comparison)
    say(`run ${run}: scan ${seconds(scan)}, scores ${seconds(scoring)}, peers ${seconds(comparison)}`)
  }
  const [states] = await owner<{ scored: number; mean: number }[]>`
    select count(*) filter (where state = 'scored')::float8 as scored, avg(score)::float8 as mean from developer_health_scores`
  const [standings] = await owner<{ count: number }[]>`select count(*)::float8 as count from peer_standings`
  say('')
  say(`one sequential scan of the hourly rows, six sums   ${seconds(median(scans))}`)
  say(`calculate-health-scores, ${count(developers)} receipts written     ${seconds(median(scorings))}`)
  say(`multiple of the scan                               ${(median(scorings) / median(scans)).toFixed(2)}`)
  say(`peer-percentiles, ${count(standings?.count ?? 0)} standings written        ${seconds(median(comparisons))}`)
  say(`(medians of ${runs} interleaved runs; ${count(states?.scored ?? 0)} scored, mean ${states?.mean.toFixed(1)} points)`)
}

async function score(now: Date, expected: number): Promise<void> {
  const ctx = { actor: { kind: 'job', job: 'calculate-health-scores' } as const, now, requestId: newId(), ip: null }
  const result = await calculateHealthScores(ctx, { now, stillMine: async () => true })
  if (result.changed !== expected || result.failed !== 0) throw new Error(`expected ${expected} receipts, got ${JSON.stringify(result)}`)
}

async function compare(now: Date, expected: number): Promise<void> {
  const ctx = { actor: { kind: 'job', job: 'peer-percentiles' } as const, now, requestId: newId(), ip: null }
  const result = await comparePeers(ctx, { now, stillMine: async () => true })
  if (result.checked !== expected || result.failed !== 0) throw new Error(`expected ${expected} developers compared, got ${JSON.stringify(result)}`)
}

function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    await closePool()
    if (options.keep) say(`kept: database ${name}`)
    else await admin`drop database if exists ${admin(name)} with (force)`
    await admin.end()
  })()
  return cleaning
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`
}
