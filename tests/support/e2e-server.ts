// What Playwright starts: the production build on a port and a database of its own, with the demo in it.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { prepareEnvironment } from '@/scripts/environment'
import { e2eDatabase, e2eEnvironment, receiverOrigin } from './e2e-environment'
import { startE2eReceiver } from './e2e-receiver'

const port = process.env.E2E_PORT || '3210'
const database = e2eDatabase(port)
const server = await prepareEnvironment()

const admin = postgres(server, { max: 1, onnotice: () => {} })
await admin`drop database if exists ${admin(database)} with (force)`
await admin`create database ${admin(database)}`
// It lives as long as one run: nobody need wait for the disk.
await admin`alter database ${admin(database)} set synchronous_commit to off`
await admin.end()

const env = { ...e2eEnvironment(port, server), QSTASH_CURRENT_SIGNING_KEY: randomBytes(32).toString('base64url') }
script('scripts/db.ts', 'migrate')
script('scripts/demo.ts', 'load')

startE2eReceiver(Number(new URL(receiverOrigin(port)).port))
const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], { stdio: 'inherit', env })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))

function script(...args: string[]): void {
  const run = spawnSync(process.execPath, ['--import', 'tsx', ...args], { stdio: 'inherit', env })
  if (run.status !== 0) process.exit(1)
}
