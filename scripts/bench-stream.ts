// npm run bench:stream [-- --clients N] [--events N]
//
// Opens many streams on one production server and prints what they cost (resident memory before and after),
// how long connecting takes, and how long an event takes from its commit to each of them.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { hashPassword } from 'better-auth/crypto'
import postgres from 'postgres'
import { request } from 'undici'
import { migrateDatabase } from '../db/migrate'
import { STREAMS_PER_SESSION } from '../lib/live/model'
import { startEmbeddedPostgres } from './embedded-postgres'
import { startProductionServer } from './production-server'
import { type Reader, readStream } from './stream-reader'

/** What a thousand idle streams may cost. */
const LIMIT_MB = 200
const PASSWORD = 'correct horse battery'
/** Signing in is limited by address; so many at a time from addresses of their own. */
const AT_ONCE = 8

const { values: options } = parseArgs({ options: { clients: { type: 'string', default: '1000' }, events: { type: 'string', default: '50' } } })
const clients = Number(options.clients)
const events = Number(options.events)
if (!(clients > 0 && events > 0)) throw new Error('--clients and --events take whole numbers above 0')

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `bench_stream_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`

await admin`create database ${admin(name)}`
const owner = postgres(url.toString(), { max: 2, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
try {
  await migrateDatabase(url.toString())
  // The test stands in for a proxy, so that each sign-in comes from an address of its own.
  process.env.TRUSTED_PROXY_HOPS = '1'
  const product = await startProductionServer(url.toString())
  try {
    await bench(product.origin, product.child.pid ?? 0)
  } finally {
    await product.kill()
  }
} finally {
  await owner.end({ timeout: 1 })
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
}

async function bench(origin: string, pid: number): Promise<void> {
  const [organization] = await owner`insert into organizations (name, slug) values ('Bench', 'bench') returning id`
  const organizationId = String(organization?.id)
  const cookies = await signInMany(origin, organizationId, Math.ceil(clients / STREAMS_PER_SESSION))
  const first = readStream({ url: () => `${origin}/api/stream`, cookie: cookies[0] ?? '' })
  await first.ready
  await first.close()
  await sleep(3_000)
  const before = residentMb(pid)

  const startedAt = performance.now()
  const connects: number[] = []
  const readers: Reader[] = []
  for (let i = 0; i < clients; i += 50) {
    const batch = Array.from({ length: Math.min(50, clients - i) }, (_, n) => {
      const began = performance.now()
      const reader = readStream({ url: () => `${origin}/api/stream`, cookie: cookies[Math.floor((i + n) / STREAMS_PER_SESSION)] ?? '' })
      return reader.ready.then(() => {
        connects.push(performance.now() - began)
        readers.push(reader)
      })
    })
    await Promise.all(batch)
  }
  const connectedIn = performance.now() - startedAt
  await sleep(5_000)
  const after = residentMb(pid)

  const sentAt = new Map<string, number>()
  for (let i = 0; i < events; i++) {
    const [row] = await owner.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('pulsegrid:live'))`
      const written =
        await tx`insert into live_events (organization_id, topic, body) values (${organizationId}, 'channel', ${tx.json({ n: i })}) returning id::text`
      await tx`select pg_notify('pulsegrid_live', ${String(written[0]?.id)})`
      return written
    })
    sentAt.set(String(row?.id), performance.now())
    await sleep(100)
  }
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt && readers.some((reader) => reader.events.length < events); ) await sleep(50)
  const delays = readers.flatMap((reader) => reader.events.map(({ id, at }) => at - (sentAt.get(id) ?? at)))
  await Promise.all(readers.map((reader) => reader.close()))

  say(`${clients} streams on one process, in ${(connectedIn / 1000).toFixed(1)} s`)
  say(`connecting: p50 ${ms(connects, 0.5)}, p99 ${ms(connects, 0.99)}`)
  say(`memory of the server: ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB with them, ${(after - before).toFixed(0)} MB more (limit ${LIMIT_MB})`)
  say(`${delays.length} of ${clients * events} deliveries: p50 ${ms(delays, 0.5)}, p99 ${ms(delays, 0.99)} after the commit`)
  if (delays.length !== clients * events || (after - before) * (1000 / clients) > LIMIT_MB) process.exitCode = 1
}

async function signInMany(origin: string, organizationId: string, sessions: number): Promise<string[]> {
  const password = await hashPassword(PASSWORD)
  const cookies: string[] = []
  for (let i = 0; i < sessions; i += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, sessions - i) }, (_, n) => signIn(origin, organizationId, password, i + n))
    cookies.push(...(await Promise.all(batch)))
  }
  return cookies
}

async function signIn(origin: string, organizationId: string, password: string, n: number): Promise<string> {
  const email = `bench-${n}@example.com`
  await owner`with person as (insert into users (name, email, email_verified) values ('Bench', ${email}, true) returning id),
    membership as (insert into members (organization_id, user_id, role) select ${organizationId}, id, 'member' from person)
    insert into accounts (user_id, account_id, provider_id, password) select id, id::text, 'credential', ${password} from person`
  const { statusCode, headers, body } = await request(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'x-forwarded-for': `198.18.${n >> 8}.${n & 255}` },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  await body.dump()
  const set = headers['set-cookie']
  if (statusCode !== 200 || !set) throw new Error(`signing in answered ${statusCode}`)
  return (Array.isArray(set) ? set : [set]).map((line) => line.split(';')[0]).join('; ')
}

/** Resident memory of a process, as the kernel counts it. */
function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1024
}

function ms(values: number[], part: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(0)} ms`
}
