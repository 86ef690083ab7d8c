import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { isDatabaseAway } from '../lib/errors'
import { startEmbeddedPostgres } from './embedded-postgres'

/**
 * Makes the environment of a command complete: .env.local and .env are read (what is already set
 * wins), an unset DATABASE_URL becomes that of the embedded Postgres, which is started, and unset
 * local secrets are generated once into .data. Every script that touches the database begins here.
 * @returns the database's URL
 * @throws Error with what to do, where there is no database
 */
export async function prepareEnvironment(root = process.cwd()): Promise<string> {
  loadEnvFiles(root)
  const given = process.env.DATABASE_URL
  const url = given || (await startEmbeddedPostgres(root))
  process.env.DATABASE_URL = url
  if (given) await waitForDatabase(url)
  if (!process.env.VERCEL) provideSecrets(root)
  // Links, cookies and signatures name the origin: it must be the one that is served.
  const port = process.env.PORT
  if (port && !process.env.APP_URL) process.env.APP_URL = `http://localhost:${port}`
  return url
}

/** Reads .env.local, then .env, into the environment; what is already set, even to nothing, wins. */
export function loadEnvFiles(root: string): void {
  for (const name of ['.env.local', '.env']) {
    const file = path.join(root, name)
    if (fs.existsSync(file)) process.loadEnvFile(file)
  }
}

// A hosted database, or one in the next container, may need a moment; a wrong password will not heal.
async function waitForDatabase(url: string): Promise<void> {
  const giveUpAt = Date.now() + 30_000
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
    try {
      await sql`select 1`
      return
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!isDatabaseAway(error) || Date.now() > giveUpAt) throw new Error(`The database in DATABASE_URL cannot be used: ${reason}`, { cause: error })
      await sleep(500)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

function provideSecrets(root: string): void {
  process.env.BETTER_AUTH_SECRET ||= secretIn(root, 'secret')
  // With QStash its own keys come from its console; a made-up one would hide that they are missing.
  if (!process.env.QSTASH_TOKEN) process.env.QSTASH_CURRENT_SIGNING_KEY ||= secretIn(root, 'qstash-signing-key')
}

function secretIn(root: string, name: string): string {
  const file = path.join(root, '.data', name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const made = `${file}.${process.pid}`
  fs.writeFileSync(made, randomBytes(32).toString('base64url'), { mode: 0o600 })
  try {
    // Of two processes that generate at once the first wins, and both read its value.
    fs.linkSync(made, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    fs.rmSync(made)
  }
  return fs.readFileSync(file, 'utf8').trim()
}
