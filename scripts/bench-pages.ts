// npm run bench:pages [-- --invocations N] [--seconds N] [--keep]
//
// How long the server takes for the pages that people live on, over 10 million calls and 400 days of rollups,
// beside a bare dynamic page of the same framework with one query on the same database, in the same run; and how
// much JavaScript a browser is given at its first look. Needs a production build (npm run build).
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import postgres from 'postgres'
import { Pool } from 'undici'
import { closePool } from '../db/client'
import { people } from '../db/demo/people'
import { migrateDatabase } from '../db/migrate'
import { loadDemo } from '../lib/demo/commands/load-demo'
import { refreshSnapshot } from '../lib/status/commands/refresh-snapshot'
import { positive, quantile } from './bench-figures'
import { fillUp, ROLLUP_DAYS } from './bench-pages-data'
import { findChromium } from './chromium.mjs'
import { startEmbeddedPostgres } from './embedded-postgres'
import { findFreePort } from './ports.mjs'
import { startProductionServer } from './production-server'

/** Of the bare page's median with ten connections. */
const RATIO_LIMIT = 2
const SCRIPT_LIMIT_KB = 180
const CONNECTIONS = 10
const ROUNDS = 3
const PASSWORD = randomBytes(12).toString('hex')

const { values: options } = parseArgs({
  options: { invocations: { type: 'string', default: '10000000' }, seconds: { type: 'string', default: '5' }, keep: { type: 'boolean', default: false } },
})
const invocations = positive('invocations', options.invocations)
const seconds = positive('seconds', options.seconds)

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `bench_pages_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`
process.env.DATABASE_URL = url.toString()
process.env.LOG_LEVEL ||= 'warn'
process.env.TRUSTED_PROXY_HOPS = '1'

await admin`create database ${admin(name)}`
const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
try {
  await bench()
} finally {
  await owner.end()
  await closePool()
  if (options.keep) say(`kept: ${name}`)
  else await admin`drop database ${admin(name)} with (force)`
  await admin.end()
}

interface Target {
  name: string
  origin: string
  path: string
  cookie: string
}

async function bench(): Promise<void> {
  const now = new Date()
  await migrateDatabase(url.toString())
  say('loading the marketplace ...')
  await loadDemo({ seed: 20, now, appUrl: 'http://localhost:3999', password: PASSWORD })
  say(`filling it up to ${invocations.toLocaleString('en')} calls and ${ROLLUP_DAYS} days ...`)
  await fillUp(owner, invocations, now)
  await refreshSnapshot(now)

  const bare = await startBarePage()
  const product = await startProductionServer(url.toString())
  try {
    const staff = await signIn(product.origin, people.find((person) => person.platformRole)?.email ?? '')
    const publisher = await signIn(product.origin, people.find((person) => person.owns)?.email ?? '')
    const [incident] = await owner<{ id: string }[]>`select id from incidents where incident_key = 'bench-0'`
    const bareTarget = { name: 'bare page, one query', origin: bare.origin, path: '/', cookie: '' }
    const targets: Target[] = [
      bareTarget,
      { name: '/admin/system-health', origin: product.origin, path: '/admin/system-health', cookie: staff },
      { name: '/admin/incidents/<id>', origin: product.origin, path: `/admin/incidents/${incident?.id}`, cookie: staff },
      { name: '/dashboard/health', origin: product.origin, path: '/dashboard/health', cookie: publisher },
      { name: '/status', origin: product.origin, path: '/status', cookie: '' },
    ]
    await measure(targets, bareTarget)
  } finally {
    await product.kill()
    bare.child.kill('SIGKILL')
  }
}

async function measure(targets: readonly Target[], bare: Target): Promise<void> {
  const alone = new Map<Target, number[]>()
  const together = new Map<Target, number[]>()
  for (const target of targets) await load(target, CONNECTIONS, 2)
  // In turns, so that what else the machine does falls on all of them.
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) {
      alone.set(target, [...(alone.get(target) ?? []), ...(await load(target, 1, seconds / 2))])
      together.set(target, [...(together.get(target) ?? []), ...(await load(target, CONNECTIONS, seconds))])
    }
  }
  const yardstick = quantile(together.get(bare) ?? [], 0.5)
  say('| page | 1 connection: p50 / p99 | 10 connections: p50 / p99 | of the bare page | JavaScript at first load, gzip |')
  say('|---|---|---|---|---|')
  for (const target of targets) {
    const one = alone.get(target) ?? []
    const ten = together.get(target) ?? []
    const ratio = quantile(ten, 0.5) / yardstick
    const scriptKb = await scripts(target)
    say(`| ${target.name} | ${ms(one, 0.5)} / ${ms(one, 0.99)} | ${ms(ten, 0.5)} / ${ms(ten, 0.99)} | ${ratio.toFixed(2)} | ${scriptKb.toFixed(0)} kB |`)
    if (ratio > RATIO_LIMIT || scriptKb > SCRIPT_LIMIT_KB) process.exitCode = 1
  }
  say(`limits: ${RATIO_LIMIT} times the bare page's median with ${CONNECTIONS} connections, ${SCRIPT_LIMIT_KB} kB`)
}

/** Milliseconds of each request, with so many under way at a time. */
async function load(target: Target, connections: number, forSeconds: number): Promise<number[]> {
  const pool = new Pool(target.origin, { connections, pipelining: 1 })
  const times: number[] = []
  const until = performance.now() + forSeconds * 1000
  const worker = async () => {
    while (performance.now() < until) {
      const began = performance.now()
      const { statusCode, body } = await pool.request({ method: 'GET', path: target.path, headers: { cookie: target.cookie, accept: 'text/html' } })
      await body.dump({ limit: 64 * 1024 * 1024 })
      if (statusCode !== 200) throw new Error(`${target.path} answered ${statusCode}`)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  await pool.close()
  return times
}

/** Kilobytes of JavaScript that a browser receives until the page is at rest, packed as it was sent. */
async function scripts({ origin, path: address, cookie }: Target): Promise<number> {
  const executablePath = findChromium()
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage({ extraHTTPHeaders: cookie ? { cookie } : {} })
    const sizes: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') sizes.push(request.sizes().then((size) => size.responseBodySize))
    })
    await page.goto(`${origin}${address}`, { waitUntil: 'load' })
    // Live pages keep a stream open and are never without a connection.
    await sleep(3_000)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000
  } finally {
    await browser.close()
  }
}

async function signIn(origin: string, email: string): Promise<string> {
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'x-forwarded-for': '198.18.0.1' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  const cookies = response.headers.getSetCookie()
  if (!response.ok || cookies.length === 0) throw new Error(`signing in as ${email} answered ${response.status}`)
  return cookies.map((line) => line.split(';')[0]).join('; ')
}

/** The yardstick: a page of the same framework that asks the same database one question for each request. */
async function startBarePage(): Promise<{ origin: string; child: ChildProcess }> {
  const folder = path.join(process.cwd(), '.data', 'bare-page')
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(path.join(folder, 'app'), { recursive: true })
  const write = (file: string, text: string) => fs.writeFileSync(path.join(folder, file), text)
  write('package.json', '{"private":true,"type":"module"}')
  write('next.config.mjs', `export default { turbopack: { root: ${JSON.stringify(process.cwd())} } }\n`)
  write('app/layout.js', 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html> }\n')
  write(
    'app/page.js',
    [
      "import postgres from 'postgres'",
      'const sql = (globalThis.benchSql ??= postgres(process.env.DATABASE_URL, { max: 10 }))',
      "export const dynamic = 'force-dynamic'",
      'export default async function Page() {',
      '  const rows = await sql`select id, name from organizations order by created_at limit 20`',
      '  return <main><h1>Organizations</h1><ul>{rows.map((row) => <li key={row.id}>{row.name}</li>)}</ul></main>',
      '}',
      '',
    ].join('\n'),
  )
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  const built = spawnSync(process.execPath, [next, 'build', folder], { env, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`The bare page could not be built.\n${built.stdout}${built.stderr}`)
  const port = await findFreePort()
  const child = spawn(process.execPath, [next, 'start', folder, '-H', '127.0.0.1', '-p', String(port)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const origin = `http://127.0.0.1:${port}`
  for (const giveUpAt = Date.now() + 60_000; Date.now() < giveUpAt; await sleep(50)) {
    const answer = await fetch(origin).catch(() => null)
    if (answer?.ok) return { origin, child }
  }
  throw new Error('The bare page did not answer within a minute.')
}

function ms(values: readonly number[], part: number): string {
  return `${quantile(values, part).toFixed(1)} ms`
}
