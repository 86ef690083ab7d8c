import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Page } from '@playwright/test'
import { hashPassword } from 'better-auth/crypto'
import postgres from 'postgres'
import { migrateDatabase } from '@/db/migrate'
import { prepareEnvironment } from '@/scripts/environment'
import { startProductionServer } from '@/scripts/production-server'
import type { JobAnswer, JobRequest } from './jobs-worker'
import { withDatabase } from './postgres'

const PASSWORD = 'a password for a marketplace of its own'

export interface OwnMarketplace {
  baseURL: string
  /** With the owner's rights. */
  sql: postgres.Sql
  /** Runs a job as if it were that moment; throws what went wrong. */
  run: (job: string, at: Date) => Promise<void>
  close: () => Promise<void>
}

/**
 * The production build on a port and an empty database of its own, for journeys through weeks of which
 * the other tests must not see anything.
 */
export async function openMarketplace(): Promise<OwnMarketplace> {
  const cluster = await prepareEnvironment()
  const database = `pulsegrid_e2e_own_${randomBytes(4).toString('hex')}`
  const url = withDatabase(cluster, database)
  const admin = postgres(cluster, { max: 1, onnotice: () => {} })
  await admin`create database ${admin(database)}`
  await admin`alter database ${admin(database)} set synchronous_commit to off`
  await migrateDatabase(url)
  // The tests stand in for a proxy and say from which address somebody comes.
  process.env.TRUSTED_PROXY_HOPS = '1'
  const server = await startProductionServer(url)
  const worker = fork('tests/support/jobs-worker.ts', {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: url, APP_URL: server.origin, RESEND_API_KEY: '', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(worker, 'exit')
  await Promise.race([once(worker, 'message'), exited])
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { TimeZone: 'UTC' } })

  return {
    baseURL: server.origin,
    sql,
    run: async (job, at) => {
      const answer = once(worker, 'message') as Promise<[JobAnswer]>
      worker.send({ job, at: at.toISOString() } satisfies JobRequest)
      const [problem] = await answer
      if (problem !== null) throw new Error(problem)
    },
    close: async () => {
      await sql.end()
      worker.disconnect()
      await Promise.all([server.kill(), exited])
      await admin`drop database if exists ${admin(database)} with (force)`
      await admin.end()
    },
  }
}

/** Gives somebody a password to sign in with. */
export async function givePassword(sql: postgres.Sql, email: string): Promise<void> {
  await sql`
    insert into accounts (user_id, account_id, provider_id, password)
    select id, id, 'credential', ${await hashPassword(PASSWORD)} from users where email = ${email}`
}

/** Signs in as somebody who was given a password, and goes where they were going. From an address of their own: one may sign in three times in ten seconds. */
export async function signInWithPassword(page: Page, email: string, path: string): Promise<void> {
  const [first = 0, second = 0] = randomBytes(2)
  await page.setExtraHTTPHeaders({ 'x-forwarded-for': `198.19.${first}.${second}` })
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((address) => address.pathname === path)
}
