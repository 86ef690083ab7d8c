// npm run bench:ingest [-- --rows N] [--runs N] [--batches 100,1000] [--connections 1,8] [--keep]
//
// The same calls by two ways into the same table with its indexes: raw COPY by the driver, as the
// owner, and HTTP through the production build with authentication, validation, deduplication and
// fault attribution. Prints rows a second and the ratio, then how fast the rollups follow.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { Pool } from 'undici'
import { closePool } from '@/db/client'
import { migrateDatabase } from '@/db/migrate'
import { newId } from '@/lib/ids'
import type { Call } from '@/lib/ingest/decide-row'
import { appendCall, COPY_HEADER, COPY_TRAILER, createRowBuffer, writtenRows } from '@/lib/ingest/encode-calls'
import { uuidBytes } from '@/lib/ingest/row-id'
import { rollupMetrics } from '@/lib/metrics/commands'
import { median } from './bench-figures'
import { type BenchCall, COPIED_COLUMNS, chunk, createCalls, createMarketplace, type Marketplace, toBodies, toCopyText } from './bench-ingest-rows'
import { startEmbeddedPostgres } from './embedded-postgres'
import { startProductionServer } from './production-server'

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    batches: { type: 'string', default: '100,1000,10000' },
    connections: { type: 'string', default: '1,4,8,16' },
    keep: { type: 'boolean', default: false },
  },
})
const [rows] = positive('rows', options.rows) as [number]
const [runs] = positive('runs', options.runs) as [number]
const batches = positive('batches', options.batches)
const connectionCounts = positive('connections', options.connections)

const say = (line = '') => process.stdout.write(`${line}\n`)
const known = new Map<string, Uint8Array>()
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `bench_ingest_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`
process.env.DATABASE_URL = url.toString()
process.env.LOG_LEVEL ||= 'warn'

await admin`create database ${admin(name)}`
try {
  await migrateDatabase(url.toString())
  await bench()
} finally {
  await closePool()
  if (options.keep) say(`kept: database ${name}`)
  else await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
}

async function bench(): Promise<void> {
  const owner = postgres(url.toString(), { max: 2, onnotice: () => {}, connection: { TimeZone: 'UTC' }, socket: connectWithoutDelay } as postgres.Options<
    Record<string, postgres.PostgresType>
  >)
  const marketplace = await createMarketplace(owner)
  const app = await startProductionServer(url.toString())
  const clear = () => owner`truncate invocations, rollup_marks`
  try {
    // The first requests compile and connect; they do not count.
    await overHttp(app.origin, marketplace.key, toBodies(createCalls(20_000), 1000, marketplace), 4)
    await clear()
    say(`${figure(rows)} calls a run, medians of ${runs} interleaved runs, rows a second`)
    say()
    say(
      `${'batch'.padStart(7)}${'COPY text'.padStart(12)}${'COPY binary'.padStart(13)}${connectionCounts.map((count) => `HTTP x${count}`.padStart(20)).join('')}`,
    )
    for (const batch of batches) await benchBatch(batch)
    say()
    say('In brackets: HTTP as a share of COPY text, the form in which drivers copy rows.')
    await benchRollups()
  } finally {
    await app.kill()
    await owner.end({ timeout: 1 })
  }

  async function benchBatch(batch: number): Promise<void> {
    // Small batches take longer; fewer of them say as much.
    const count = Math.min(rows, batch * 1000)
    const text: number[] = []
    const binary: number[] = []
    const http = connectionCounts.map((): number[] => [])
    for (let run = 0; run < runs; run++) {
      text.push(await timed(count, clear, (calls) => copyAll(owner, calls, batch, (part) => toCopyText(part, marketplace), '')))
      binary.push(await timed(count, clear, (calls) => copyAll(owner, calls, batch, (part) => toCopyBinary(part, marketplace), '(format binary)')))
      for (const [at, connections] of connectionCounts.entries()) {
        const bodies = toBodies(createCalls(count), batch, marketplace)
        await clear()
        const startedAt = performance.now()
        await overHttp(app.origin, marketplace.key, bodies, connections)
        http[at]?.push((count / (performance.now() - startedAt)) * 1000)
        const [stored] = await owner<{ rows: number }[]>`select count(*)::int as rows from invocations`
        if (stored?.rows !== count) throw new Error(`${count} calls were accepted, ${stored?.rows} are stored`)
      }
    }
    const limit = median(text)
    const cells = http.map((values) => `${figure(median(values))} (${((median(values) / limit) * 100).toFixed(0)} %)`.padStart(20))
    say(`${figure(batch).padStart(7)}${figure(limit).padStart(12)}${figure(median(binary)).padStart(13)}${cells.join('')}`)
  }

  async function benchRollups(): Promise<void> {
    await clear()
    await overHttp(app.origin, marketplace.key, toBodies(createCalls(rows), 1000, marketplace), 8)
    const now = new Date()
    const ctx = { actor: { kind: 'job', job: 'rollup-metrics' } as const, now, requestId: newId(), ip: null }
    const startedAt = performance.now()
    await rollupMetrics(ctx, { now, stillMine: async () => true })
    const rate = (rows / (performance.now() - startedAt)) * 1000
    const [left] = await owner<{ marks: number; counted: number }[]>`
      select (select count(*) from rollup_marks)::int as marks, (select coalesce(sum(invocations), 0) from tool_metrics_5m)::int as counted`
    if (left?.marks !== 0 || left.counted !== rows) throw new Error(`the rollups hold ${left?.counted} of ${rows} calls`)
    say(`rollup-metrics over ${figure(rows)} new calls: ${figure(rate)} rows a second`)
  }
}

async function timed(count: number, clear: () => PromiseLike<unknown>, work: (calls: BenchCall[]) => Promise<void>): Promise<number> {
  const calls = createCalls(count)
  await clear()
  const startedAt = performance.now()
  await work(calls)
  return (count / (performance.now() - startedAt)) * 1000
}

async function copyAll(owner: postgres.Sql, calls: BenchCall[], batch: number, format: (part: BenchCall[]) => Buffer, options: string): Promise<void> {
  const connection = await owner.reserve()
  for (const part of chunk(calls, batch)) {
    const stream = await connection.unsafe(`copy invocations (${COPIED_COLUMNS}) from stdin ${options}`).writable()
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject)
      stream.once('finish', resolve)
      stream.end(format(part))
    })
  }
  connection.release()
}

function toCopyBinary(calls: BenchCall[], { tools, consumers }: Marketplace): Buffer {
  const buffer = createRowBuffer(calls.length)
  for (const bench of calls) {
    const tool = tools[bench.tool]
    const call: Call = {
      id: bench.id,
      tool: '',
      consumer: '',
      occurredAtMs: Date.parse(bench.occurredAt),
      outcome: bench.failed ? 'error' : 'ok',
      statusCode: bench.failed ? 500 : 200,
      latencyMs: bench.latencyMs,
      costMicros: 1200,
      errorCode: bench.failed ? 'internal' : null,
      apiKeyPrefix: 'pk_live_ab12',
      sessionFingerprint: `session-${bench.session}`,
      fault: null,
    }
    const ids = { tool: bytesOf(tool?.id), organization: bytesOf(tool?.organizationId), consumer: bytesOf(consumers[bench.consumer]?.id) }
    appendCall(buffer, call, ids, '', bench.failed ? 'developer' : null, false)
  }
  return Buffer.concat([COPY_HEADER, writtenRows(buffer), COPY_TRAILER])
}

function bytesOf(id: string | undefined): Uint8Array {
  if (!id) throw new Error('a call without an id')
  const bytes = known.get(id) ?? uuidBytes(id)
  known.set(id, bytes)
  return bytes
}

async function overHttp(origin: string, key: string, bodies: Buffer[], connections: number): Promise<void> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' }
  let next = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < bodies.length) {
        const body = bodies[next++]
        const answer = await pool.request({ path: '/api/ingest/invocations', method: 'POST', headers, body })
        const text = await answer.body.text()
        if (answer.statusCode !== 200) throw new Error(`the server answered ${answer.statusCode}: ${text.slice(0, 300)}`)
      }
    }),
  )
  await pool.close()
}

// The driver's own sockets keep Nagle's algorithm on: each COPY would wait 44 ms, and the limit be no limit.
function connectWithoutDelay(options: { host: string[]; port: number[] }): net.Socket {
  const socket = net.connect({ host: options.host[0] ?? 'localhost', port: options.port[0] ?? 5432 })
  socket.setNoDelay(true)
  return socket
}

function positive(option: string, text: string): number[] {
  const numbers = text.split(',').map(Number)
  if (numbers.some((value) => !Number.isInteger(value) || value < 1)) throw new Error(`--${option} takes whole numbers above 0`)
  return numbers
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
