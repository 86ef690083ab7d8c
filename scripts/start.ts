// npm start, npm run dev: the server with all that it needs around it. The database is started and
// brought to the current schema, local secrets are generated, then Next takes over.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrateDatabase } from '../db/migrate'
import { buildState } from './build.mjs'
import { loadEnvFiles, prepareEnvironment } from './environment'
import { chosenPort, isPortFree, portTaken } from './ports.mjs'

const root = process.cwd()
const mode = process.argv[2] === 'dev' ? 'dev' : 'start'
const preload = path.join(import.meta.dirname, 'leave-with-parent.cjs')

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  loadEnvFiles(root)
  const port = chosenPort()
  if (mode === 'start') checkBuild()
  await waitForPort(port)
  await migrateDatabase(await prepareEnvironment(root))
  // Under npm the parent is npm's shell; elsewhere (systemd, nohup) losing the parent means nothing.
  if (process.env.npm_lifecycle_event) await import('./leave-with-parent.cjs')
  serve(port)
}

function checkBuild(): void {
  const state = buildState(root)
  if (state === 'none') throw new Error('There is no build yet. Run `npm run build`, or `npm run quickstart`, which does everything.')
  if (state === 'stale') process.stderr.write('The sources have changed since the build. `npm run build` brings it up to date.\n')
}

// A server whose parent was killed a moment ago is still leaving.
async function waitForPort(port: number): Promise<void> {
  for (let tries = 0; !(await isPortFree(port)); tries++) {
    if (tries === 20) throw new Error(portTaken(port))
    await sleep(250)
  }
}

function serve(port: number): void {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  // Loopback unless told otherwise: a console on an open network is a decision.
  const host = process.env.HOST || 'localhost'
  const child = spawn(process.execPath, ['--require', preload, next, mode, '-H', host, '-p', String(port)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORT: String(port), NEXT_TELEMETRY_DISABLED: '1' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group; passing it on would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? os.constants.signals[signal] : 0)))
}
