// npm run peers:alertmanager [-- --down 20] [--record file]
//
// Against Prometheus Alertmanager itself (apt-get install prometheus-alertmanager): it
// sends us alerts that fire, resolve and are regrouped while we are away for a while, and takes what we
// send. Prints what was seen and fails when an alert is missing. A database of its own, removed at the end.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { POST } from '@/app/api/integrations/alertmanager/route'
import { closePool } from '@/db/client'
import { migrateDatabase } from '@/db/migrate'
import { newKey } from '@/lib/auth/keys/model'
import { alertmanagerBody } from '@/lib/channels/formats/alertmanager'
import type { AlertFact, AlertMessage } from '@/lib/channels/message'
import { startEmbeddedPostgres } from './embedded-postgres'

const { values: options } = parseArgs({ options: { down: { type: 'string', default: '20' }, record: { type: 'string' } } })
const downSeconds = Number(options.down)
const PORT = 19_093
const OURS = 19_080
const ALERTS = 200

const say = (line: string) => process.stdout.write(`${line}\n`)
const work = mkdtempSync(path.join(tmpdir(), 'peers-'))
const name = `peers_${randomBytes(4).toString('hex')}`
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const url = new URL(server)
url.pathname = `/${name}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
process.env.DATABASE_URL = url.toString()
process.env.LOG_LEVEL ||= 'error'
if (options.record) rmSync(options.record, { force: true })

let peer: ChildProcess | undefined
let ours: Server | undefined
let requests = 0
const underWay = new Set<Promise<void>>()
await admin`create database ${admin(name)}`
try {
  await migrateDatabase(url.toString())
  await meet()
} finally {
  peer?.kill('SIGKILL')
  await stop()
  await Promise.allSettled(underWay)
  await closePool()
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
  rmSync(work, { recursive: true, force: true })
}

async function meet(): Promise<void> {
  const owner = postgres(url.toString(), { max: 2, onnotice: () => {} })
  const { key, prefix, secretHash } = newKey()
  await owner`insert into api_keys (organization_id, origin, name, prefix, secret_hash, scopes) values (null, 'issued', 'peer', ${prefix}, ${secretHash}, '{alerts:write}')`
  const programs = findPrograms()
  peer = startPeer(programs.alertmanager, key)
  await until('Alertmanager answers', async () => (await fetch(`http://127.0.0.1:${PORT}/-/ready`)).ok)
  say(execFileSync(programs.alertmanager, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '')
  const count = async (state: string) => Number((await owner`select count(*)::int as n from alerts where state = ${state}::alert_state`)[0]?.n)
  const all = Array.from({ length: ALERTS }, (_, at) => at)

  ours = await listen()
  const startedAt = new Date()
  await fire(all.slice(0, ALERTS / 2), startedAt)
  await until('half of the alerts are open', async () => (await count('firing')) === ALERTS / 2)
  say(`fired: ${ALERTS / 2} alerts in ${requests} requests`)

  await stop()
  say(`away for ${downSeconds} s, while the other half fires and a quarter resolves`)
  await fire(all.slice(ALERTS / 2), startedAt)
  await resolve(all.slice(0, ALERTS / 4), startedAt)
  await sleep(downSeconds * 1_000)
  const back = performance.now()
  requests = 0
  ours = await listen()
  await until('nothing is missing', async () => (await count('firing')) === (ALERTS * 3) / 4 && (await count('resolved')) === ALERTS / 4, 120)
  say(`back: ${(ALERTS * 3) / 4} firing and ${ALERTS / 4} resolved ${((performance.now() - back) / 1_000).toFixed(1)} s later, in ${requests} requests`)

  // Regrouped: another label, another group, the same alerts.
  await reload(key, 'severity')
  await sleep(6_000)
  await resolve(all, startedAt)
  await until('all are over', async () => (await count('resolved')) === ALERTS, 120)
  const [events] =
    await owner`select count(*) filter (where type = 'fired')::int as fired, count(*) filter (where type = 'resolved')::int as resolved from alert_events`
  say(`regrouped and resolved: ${JSON.stringify(events)} events of ${ALERTS} alerts`)
  if (events?.fired !== ALERTS || events.resolved !== ALERTS) throw new Error('an alert was told twice, or not at all')

  await giveOurs(programs.amtool)
  await owner.end()
}

/** Gives Alertmanager the alerts of a body that we send to webhooks in its form, and asks its own tool for them. */
async function giveOurs(amtool: string): Promise<void> {
  const body = JSON.parse(alertmanagerBody(ourMessage())) as {
    alerts: { labels: object; annotations: object; startsAt: string; endsAt: string; generatorURL: string }[]
  }
  const posted = body.alerts.map(({ labels, annotations, startsAt, endsAt, generatorURL }) => ({ labels, annotations, startsAt, endsAt, generatorURL }))
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(posted),
  })
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status} to our alerts: ${await answer.text()}`)
  const listed = execFileSync(amtool, ['--alertmanager.url', `http://127.0.0.1:${PORT}`, 'alert', 'query', 'alertname=Ours', '-o', 'json'], {
    encoding: 'utf8',
  })
  const found = (JSON.parse(listed) as { labels: Record<string, string> }[]).map(({ labels }) => labels.tool)
  if (found.length !== 1 || found[0] !== 'planner') throw new Error(`amtool lists ${listed}`)
  say('Alertmanager takes our alerts, and amtool lists them')
}

function ourMessage(): AlertMessage {
  const fact: AlertFact = {
    id: '00000000-0000-7000-8000-000000000001',
    fingerprint: 'rule{planner}',
    state: 'firing',
    severity: 'critical',
    title: 'Error ratio is 14 %',
    description: 'Roll back.',
    runbookUrl: 'https://wiki.example.com/errors',
    labels: { tool: 'planner' },
    metric: 'tool.error_ratio',
    unit: 'ratio',
    value: 0.14,
    threshold: 0.05,
    operator: 'gt',
    firedAt: new Date(Date.now() - 60_000),
    resolvedAt: null,
    resolveReason: null,
    url: 'https://console.example.com/dashboard/alerts/1',
    sourceUrl: null,
  }
  return {
    id: fact.id,
    kind: 'alerts',
    groupKey: 'rule',
    groupName: 'Ours',
    firing: [fact],
    acknowledged: [],
    ended: [],
    counts: { firing: 1, acknowledged: 0, ended: 0 },
    repeated: false,
    at: new Date(),
    listUrl: 'https://console.example.com/dashboard/alerts',
    consoleUrl: 'https://console.example.com',
    audience: 'Northwind',
    zone: 'UTC',
    simulated: false,
  }
}

function findPrograms(): { alertmanager: string; amtool: string } {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const alertmanager = path.join(folder, 'prometheus-alertmanager')
    if (existsSync(alertmanager)) return { alertmanager, amtool: path.join(folder, 'amtool') }
  }
  throw new Error('There is no prometheus-alertmanager here. Install it: apt-get install prometheus-alertmanager')
}

function writeConfig(key: string, groupBy: string): string {
  const file = path.join(work, 'alertmanager.yml')
  writeFileSync(
    file,
    `route:
  receiver: pulsegrid
  group_by: ['${groupBy}']
  group_wait: 1s
  group_interval: 2s
  repeat_interval: 4s
receivers:
  - name: pulsegrid
    webhook_configs:
      - url: http://127.0.0.1:${OURS}/api/integrations/alertmanager
        send_resolved: true
        http_config:
          authorization:
            credentials: ${key}
`,
  )
  return file
}

function startPeer(program: string, key: string): ChildProcess {
  const file = writeConfig(key, 'alertname')
  const args = [
    `--config.file=${file}`,
    `--storage.path=${work}/data`,
    `--web.listen-address=127.0.0.1:${PORT}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ]
  // Its complaints while we are away are what is wanted.
  return spawn(program, args, { stdio: 'ignore' })
}

async function reload(key: string, groupBy: string): Promise<void> {
  writeConfig(key, groupBy)
  const answer = await fetch(`http://127.0.0.1:${PORT}/-/reload`, { method: 'POST' })
  if (!answer.ok) throw new Error(`Alertmanager does not take its new configuration: ${await answer.text()}`)
}

function labelsOf(at: number) {
  return { alertname: `Peer${at % 5}`, instance: `host-${at}:9100`, severity: at % 3 === 0 ? 'critical' : 'warning' }
}

function fire(which: number[], startsAt: Date): Promise<void> {
  return put(
    which.map((at) => ({
      labels: labelsOf(at),
      annotations: { summary: `host-${at} is down` },
      startsAt: startsAt.toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    })),
  )
}

function resolve(which: number[], startsAt: Date): Promise<void> {
  return put(
    which.map((at) => ({
      labels: labelsOf(at),
      annotations: { summary: `host-${at} is down` },
      startsAt: startsAt.toISOString(),
      endsAt: new Date().toISOString(),
    })),
  )
}

async function put(alerts: object[]): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${PORT}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  })
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${await answer.text()}`)
}

function listen(): Promise<Server> {
  const made = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests++
      const body = Buffer.concat(chunks)
      if (options.record) appendFileSync(options.record, body)
      const headers = Object.entries(request.headers).flatMap(([header, value]): [string, string][] => (typeof value === 'string' ? [[header, value]] : []))
      const running: Promise<void> = POST(new Request(`http://localhost${request.url}`, { method: 'POST', headers, body }))
        .then(
          async (answer) => void response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text()),
          () => void response.destroy(),
        )
        .finally(() => underWay.delete(running))
      underWay.add(running)
    })
  })
  return new Promise((ready) => {
    made.listen(OURS, '127.0.0.1', () => ready(made))
  })
}

function stop(): Promise<void> {
  return new Promise((closed) => {
    if (!ours?.listening) return closed()
    ours.closeAllConnections()
    ours.close(() => closed())
  })
}

async function until(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(200)) if (await holds().catch(() => false)) return
  throw new Error(`In vain: ${what}.`)
}
