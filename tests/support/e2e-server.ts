// What Playwright starts: the production build on a port and a database of its own, with the demo in it.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { prepareEnvironment } from '@/scripts/environment'
import { authSecret, demoPassword, webhookSecret } from './e2e-people'
import { withDatabase } from './postgres'

const port = process.env.E2E_PORT || '3210'
const database = `pulsegrid_e2e_${port}`
const server = await prepareEnvironment()

const admin = postgres(server, { max: 1, onnotice: () => {} })
await admin`drop database if exists ${admin(database)} with (force)`
await admin`create database ${admin(database)}`
// It lives as long as one run: nobody need wait for the disk.
await admin`alter database ${admin(database)} set synchronous_commit to off`
await admin.end()

const env = {
  ...process.env,
  DATABASE_URL: withDatabase(server, database),
  PORT: port,
  APP_URL: `http://localhost:${port}`,
  BETTER_AUTH_SECRET: authSecret,
  QSTASH_CURRENT_SIGNING_KEY: randomBytes(32).toString('base64url'),
  RESEND_API_KEY: '',
  // The simulated tools' health endpoints are this server's own.
  SAFE_FETCH_ALLOW: `localhost:${port}`,
  RESEND_WEBHOOK_SECRET: webhookSecret,
  DEMO_PASSWORD: demoPassword,
  // The tests stand in for a proxy and say from which address somebody comes.
  TRUSTED_PROXY_HOPS: '1',
  // Its own, so that a run never shows what another has kept.
  STATUS_FILE: join(tmpdir(), `pulsegrid-status-e2e-${port}.json`),
  // A journey must not find other numbers than those it started with.
  SCHEDULER: 'off',
  DEMO_TRAFFIC: 'off',
}
script('scripts/db.ts', 'migrate')
script('scripts/demo.ts', 'load')

const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))

function script(...args: string[]): void {
  const run = spawnSync(process.execPath, ['--import', 'tsx', ...args], { stdio: 'inherit', env })
  if (run.status !== 0) process.exit(1)
}
