// npm run chaos:ingest [-- --kills N] [--seed N]
//
// Kills the production server with SIGKILL at random moments while it ingests, starts it again, and
// counts: every call whose request was answered 2xx must be stored, none twice.
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { migrateDatabase } from '@/db/migrate'
import { createMarketplace } from './bench-ingest-rows'
import { startEmbeddedPostgres } from './embedded-postgres'
import { killWhileIngesting, seededRandom } from './ingest-chaos'
import { findFreePort } from './ports.mjs'
import { startProductionServer } from './production-server'

const { values: options } = parseArgs({ options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } })
const kills = Number(options.kills)
if (!Number.isInteger(kills) || kills < 1) throw new Error('--kills takes a whole number above 0')

const say = (line: string) => process.stdout.write(`${line}\n`)
const server = process.env.DATABASE_URL || (await startEmbeddedPostgres(process.cwd()))
const name = `chaos_ingest_${randomBytes(4).toString('hex')}`
const admin = postgres(server, { max: 1, onnotice: () => {} })
const url = new URL(server)
url.pathname = `/${name}`

await admin`create database ${admin(name)}`
const owner = postgres(url.toString(), { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })
try {
  await migrateDatabase(url.toString())
  const marketplace = await createMarketplace(owner)
  const port = await findFreePort()
  const startedAt = performance.now()
  const report = await killWhileIngesting(owner, marketplace, {
    kills,
    start: () => startProductionServer(url.toString(), port),
    random: seededRandom(Number(options.seed)),
    onKill: (kill) => {
      if (kill % 20 === 0 || kill === kills) say(`${kill} of ${kills} kills`)
    },
  })
  say(
    `${report.sent} requests in ${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${report.answered} answered 2xx, ${report.unanswered} cut off or told to come again`,
  )
  say(`${report.acknowledged} calls acknowledged, ${report.stored} stored, ${report.lost} lost, ${report.doubled} doubled`)
  process.exitCode = report.lost + report.doubled > 0 ? 1 : 0
} finally {
  await owner.end({ timeout: 1 })
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end()
}
