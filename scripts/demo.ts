// npm run demo:load | demo:remove
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { closePool } from '@/db/client'
import { people } from '@/db/demo/people'
import { stories, storyWindow } from '@/db/demo/stories'
import { DEFAULT_SEED } from '@/db/demo/world'
import { migrateDatabase } from '@/db/migrate'
import { loadDemo } from '@/lib/demo/commands/load-demo'
import { removeDemo } from '@/lib/demo/commands/remove-demo'
import { findDemoMark } from '@/lib/demo/queries'
import { env } from '@/lib/env'
import { formatCount } from '@/lib/format'
import { DAY } from '@/lib/time'
import { prepareEnvironment } from './environment'

const passwordFile = path.join(process.cwd(), '.data', 'demo-password')

const command = process.argv[2]
try {
  if (command === 'load') await load()
  else if (command === 'remove') await remove()
  else throw new Error('usage: npm run demo:load [-- --seed N --now 2026-03-02T09:00Z] | npm run demo:remove')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await closePool()
}

async function load(): Promise<void> {
  // It may be the first that anybody does.
  await migrateDatabase(await prepareEnvironment())
  const now = new Date(option('--now') ?? Date.now())
  const seed = Number(option('--seed') ?? DEFAULT_SEED)
  if (Number.isNaN(now.getTime())) throw new Error('--now takes a moment such as 2026-03-02T09:00Z.')
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number.')
  if (process.argv.includes('--unless-fresh') && (await isFresh(now))) return sayWho(choosePassword().from)
  const startedAt = performance.now()
  const { password, from } = choosePassword()
  const counts = await loadDemo({ seed, now, appUrl: env().APP_URL, password })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  say(`The simulated marketplace is loaded (${seconds} s): ${counts.organizations} organizations, ${counts.tools} tools,`)
  say(
    `${formatCount(counts.hours)} hourly rollups, ${formatCount(counts.calls)} calls, ${formatCount(counts.probes)} health checks, ${counts.receipts} health scores.`,
  )
  say('\nWhat happens in it (times in UTC):')
  for (const story of stories) say(`  ${storyWindow(story, now).from.toISOString().slice(0, 16).replace('T', ' ')}  ${story.title}.`)
  say('')
  sayWho(from)
}

// The live traffic makes up for a day at most, the health endpoints must be at the port in use, and
// the password that is told must be the one that was loaded.
async function isFresh(now: Date): Promise<boolean> {
  if (env().DEMO_PASSWORD || !fs.existsSync(passwordFile)) return false
  const mark = await findDemoMark()
  return mark !== null && mark.appUrl === env().APP_URL && now.getTime() - mark.anchor.getTime() < DAY
}

function sayWho(from: string): void {
  say(`Who can sign in at ${env().APP_URL}, with the password in ${from}:`)
  for (const person of people) say(`  ${person.email.padEnd(34)} ${person.sees}`)
  say('\n`npm run demo:remove` takes all of it out again.')
}

async function remove(): Promise<void> {
  await prepareEnvironment()
  const removed = await removeDemo()
  fs.rmSync(passwordFile, { force: true })
  say(
    removed === 0
      ? 'There was no simulated marketplace.'
      : `The simulated marketplace is gone: ${formatCount(removed)} rows. The journal, which is append-only, keeps its entries.`,
  )
}

/** The people's password: the operator's, or one generated once and readable by the owner of the file alone. */
function choosePassword(): { password: string; from: string } {
  const given = env().DEMO_PASSWORD
  if (given) return { password: given, from: 'DEMO_PASSWORD' }
  const shown = path.relative(process.cwd(), passwordFile)
  if (fs.existsSync(passwordFile)) return { password: fs.readFileSync(passwordFile, 'utf8').trim(), from: shown }
  const password = randomBytes(12).toString('base64url')
  fs.mkdirSync(path.dirname(passwordFile), { recursive: true })
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  return { password, from: shown }
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at === -1 ? undefined : process.argv[at + 1]
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
