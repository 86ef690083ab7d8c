// npm run bench:alerts [-- --runs N] [--prometheus PATH]
//
// One evaluation of threshold rules over minute data (read, decide and write together), beside Prometheus, which
// evaluates the same rules on the same values on the same machine (prometheus_rule_group_last_duration_seconds).
// 2 % of the series are bad, as they are while something is wrong; their alerts fire in both. Prometheus is
// looked for in PATH (apt-get install prometheus); without it only our own figures are printed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { closePool } from '../db/client'
import { migrateDatabase } from '../db/migrate'
import { evaluateAlerts } from '../lib/alerts/commands/evaluate-alerts'
import { DAY, MINUTE } from '../lib/time'
import { median } from './bench-figures'
import { startEmbeddedPostgres } from './embedded-postgres'

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '5' }, prometheus: { type: 'string', default: 'prometheus' } } })
const runs = Number(options.runs)
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1 on')

/** As many metrics as needed of 10 types x 2 queues each. */
const cases = [
  { name: '1,000 rules over 5,000 series', series: 5_000, rules: 1_000 },
  { name: '1,000 rules over 20,000 series', series: 20_000, rules: 1_000 },
  { name: '10,000 rules over 20,000 series', series: 20_000, rules: 10_000 },
]
const SERIES_A_METRIC = 20
const TYPES = 10
const BAD_SHARE = 0.02
const NOW = new Date('2026-03-04T12:00:00Z').getTime()

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const admin = postgres(server, { max: 1, onnotice: () => {} })
process.env.LOG_LEVEL ||= 'warn'

for (const one of cases) {
  const ours = await inDatabase(`bench_alerts_${randomBytes(4).toString('hex')}`, (owner) => measureOurs(owner, one))
  const theirs = await measurePrometheus(one)
  say(`${one.name}, ${ours.firing} of them firing:`)
  say(`  ours        ${describe(ours.times)}; the first, which also finds the series of all rules, ${ours.firstMs.toFixed(0)} ms`)
  say(
    theirs
      ? `  Prometheus  ${describe(theirs)}\n  ratio       ${(median(ours.times) / median(theirs)).toFixed(2)} (below 1: ours is faster)`
      : '  Prometheus  not found',
  )
}
await admin.end()

interface Case {
  series: number
  rules: number
}

interface Rule {
  metric: string
  type: string | null
}

/** Spread evenly over the metrics; where a metric has several rules, each is about some of its types. */
function rulesOf({ series, rules }: Case): Rule[] {
  const metrics = series / SERIES_A_METRIC
  const each = rules / metrics
  return Array.from({ length: rules }, (_, i) => ({ metric: `bench_${i % metrics}`, type: each > 1 ? `t${Math.floor(i / metrics) % TYPES}` : null }))
}

function seriesValue(series: number, minute: number): number {
  return (series * 7919) % 1000 < BAD_SHARE * 1000 ? 150 + (minute % 7) : 50
}

async function inDatabase<T>(name: string, work: (owner: postgres.Sql) => Promise<T>): Promise<T> {
  const url = new URL(server)
  url.pathname = `/${name}`
  await admin`create database ${admin(name)}`
  process.env.DATABASE_URL = url.toString()
  const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
  try {
    await migrateDatabase(url.toString())
    return await work(owner)
  } finally {
    await owner.end()
    await closePool()
    await admin`drop database ${admin(name)} with (force)`
  }
}

async function measureOurs(owner: postgres.Sql, one: Case): Promise<{ times: number[]; firstMs: number; firing: number }> {
  // As many minutes as are judged, and an hour before them.
  const minutes = 60 + runs + 3
  await owner`select ensure_partitions('metric_minutes', ${new Date(NOW - MINUTE)}, ${new Date(NOW + minutes * MINUTE)})`
  await owner`
    insert into metric_series (metric, kind, dimensions, last_at, created_at)
    select 'bench_' || (i / ${SERIES_A_METRIC}), 'gauge', jsonb_build_object('type', 't' || (i % ${TYPES}), 'queue', 'q' || ((i / ${TYPES}) % 2)),
      -- Known before the minutes that are judged: the evaluator looks at new ones as long as they are new.
      ${new Date(NOW)}, ${new Date(NOW - DAY)}
    from generate_series(0, ${one.series - 1}) i`
  await owner`
    insert into metric_minutes (series_id, at, count, sum, min, max, last, writer)
    select s.id, ${new Date(NOW)}::timestamptz + make_interval(mins => m), 1, v, v, v, v, '00000000-0000-4000-8000-0000000000ff'
    from metric_series s, generate_series(0, ${minutes - 1}) m,
      lateral (select case when ((s.id - 1) * 7919) % 1000 < ${BAD_SHARE * 1000} then 150 + m % 7 else 50 end as v) v`
  const rules = rulesOf(one).map(({ metric, type }) => ({ metric: `custom:${metric}`, filter: type === null ? {} : { type } }))
  await owner`
    insert into alert_rules (name, metric, kind, aggregation, operator, threshold, filter, group_by, for_minutes)
    select 'bench ' || metric, metric, 'threshold', 'last', 'gt', 100, filter, array['type', 'queue'], 5
    from jsonb_to_recordset(${owner.json(rules)}) as r (metric text, filter jsonb)`
  // A new installation judges from its first minute on, which is later than these.
  await owner`delete from alert_cursor`
  await owner`analyze`
  const times: number[] = []
  let firstMs = 0
  // The alerts have fired after six; what is measured is what every minute costs from then on.
  const warmUp = 7
  for (let run = 0; run < warmUp + runs; run++) {
    const now = new Date(NOW + (50 + run + 1) * MINUTE)
    const startedAt = performance.now()
    const { failed } = await evaluateAlerts({ actor: { kind: 'job', job: 'bench' }, now, requestId: 'bench', ip: null }, { now, stillMine: async () => true })
    if (failed > 0) throw new Error(`${failed} rules could not be read`)
    const ms = performance.now() - startedAt
    if (run === 0) firstMs = ms
    else if (run >= warmUp) times.push(ms)
  }
  const [open] = await owner<{ n: number }[]>`select count(*)::int as n from alerts where state = 'firing'`
  return { times, firstMs, firing: open?.n ?? 0 }
}

async function measurePrometheus(one: Case): Promise<number[] | null> {
  if (spawnSync(options.prometheus, ['--version']).error) return null
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-alerts-'))
  let minute = 0
  const target = createServer((_request, response) => {
    minute++
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(
      `${Array.from({ length: one.series }, (_, i) => `bench_${Math.floor(i / SERIES_A_METRIC)}{type="t${i % TYPES}",queue="q${Math.floor(i / TYPES) % 2}"} ${seriesValue(i, minute)}`).join('\n')}\n`,
    )
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const address = target.address()
  const port = typeof address === 'object' && address ? address.port : 0
  let child: ChildProcess | null = null
  try {
    const rules = rulesOf(one).map(
      ({ metric, type }, i) => `  - alert: bench_${i}\n    expr: ${metric}${type === null ? '' : `{type="${type}"}`} > 100\n    for: 5s\n`,
    )
    writeFileSync(path.join(folder, 'rules.yml'), `groups:\n- name: bench\n  rules:\n${rules.join('')}`)
    writeFileSync(
      path.join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 5s, evaluation_interval: 5s }\nrule_files: [rules.yml]\nscrape_configs:\n- job_name: bench\n  static_configs: [{ targets: ['127.0.0.1:${port}'] }]\n`,
    )
    const own = await freePort()
    child = spawn(
      options.prometheus,
      [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${own}`],
      {
        stdio: 'ignore',
      },
    )
    return await readDurations(own)
  } finally {
    child?.kill('SIGKILL')
    target.close()
    await sleep(500)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The durations of evaluations (ms) once the alerts have fired. */
async function readDurations(port: number): Promise<number[]> {
  const times: number[] = []
  let evaluations = -1
  for (let tries = 0; tries < 120 && times.length < runs; tries++) {
    await sleep(1_000)
    const text = await fetch(`http://127.0.0.1:${port}/metrics`)
      .then((response) => response.text())
      .catch(() => '')
    const figure = (name: string) => Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
    const duration = figure('prometheus_rule_group_last_duration_seconds')
    const seen = figure('prometheus_rule_group_iterations_total')
    if (!(seen > 4) || seen === evaluations) continue
    evaluations = seen
    times.push(duration * 1_000)
  }
  if (times.length === 0) throw new Error('Prometheus evaluated nothing')
  return times
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

function describe(times: readonly number[]): string {
  return `median ${median(times).toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}, ${times.length} evaluations)`
}
