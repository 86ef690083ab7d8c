import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createMarketplace } from '@/scripts/bench-ingest-rows'
import { killWhileIngesting, seededRandom, type Victim } from '@/scripts/ingest-chaos'
import { useDatabase } from '../support/database'

const database = useDatabase()
// The full run, against the production server: npm run chaos:ingest.
const KILLS = Number(process.env.CHAOS_KILLS ?? 5)

let port = 0
function start(): Promise<Victim> {
  const child = fork('tests/support/ingest-server.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: database.url(), PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server ended while it started')))
    child.once('message', (address: AddressInfo) => {
      port = address.port
      resolve({
        origin: `http://127.0.0.1:${port}`,
        kill: async () => {
          child.kill('SIGKILL')
          await exited
        },
      })
    })
  })
}

describe('kill -9 while ingesting', () => {
  it('loses nothing that was answered 2xx and stores nothing twice', async () => {
    const owner = database.owner()
    const report = await killWhileIngesting(owner, await createMarketplace(owner), { kills: KILLS, start, random: seededRandom(7) })
    expect(report).toMatchObject({ kills: KILLS, lost: 0, doubled: 0 })
    expect(report.acknowledged).toBeGreaterThan(0)
    expect(report.unanswered).toBeGreaterThan(0)
  }, 180_000)
})
