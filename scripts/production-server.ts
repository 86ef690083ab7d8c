import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { findFreePort } from './ports.mjs'

export interface ProductionServer {
  origin: string
  child: ChildProcess
  /** Ends it at once, as a crash would. */
  kill: () => Promise<void>
}

/**
 * Serves the existing production build on a port of its own with nothing but requests to do: no
 * jobs, no simulated traffic.
 * @throws Error when there is no build, or it does not answer within a minute
 */
export async function startProductionServer(databaseUrl: string, port?: number): Promise<ProductionServer> {
  if (!fs.existsSync(path.join(process.cwd(), '.next', 'BUILD_ID'))) throw new Error('There is no production build. Run `npm run build` first.')
  const chosen = port ?? (await findFreePort())
  const origin = `http://127.0.0.1:${chosen}`
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(chosen)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: databaseUrl,
      APP_URL: origin,
      BETTER_AUTH_SECRET: randomBytes(32).toString('hex'),
      SCHEDULER: 'off',
      DEMO_TRAFFIC: 'off',
      LOG_LEVEL: 'warn',
    },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  // Bound, so that nothing survives an interrupted benchmark.
  const endWithUs = () => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  for (const giveUpAt = Date.now() + 60_000; Date.now() < giveUpAt; ) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode} while it started.`)
    const answered = await request(`${origin}/api/health`).catch(() => null)
    await answered?.body.dump()
    if (answered?.statusCode === 200) return { origin, child, kill }
    await sleep(25)
  }
  await kill()
  throw new Error('The server did not answer within a minute.')
}
