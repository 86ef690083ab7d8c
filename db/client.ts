import net from 'node:net'
import { sql as statement } from 'drizzle-orm'
import type { PgTransactionConfig } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { env } from '@/lib/env'
import { meter } from '@/lib/meter'
import * as schema from './schema/all'

export type Database = PostgresJsDatabase<typeof schema>
/** A running transaction: what queries and commands are given. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0]

interface Pool {
  url: string
  sql: postgres.Sql
  db: Database
}

// One pool a process, also across dev reloads of this file.
const store = globalThis as typeof globalThis & { pulsegridPool?: Pool }

/** timestamptz, timestamp, date: drizzle passes strings through; raw statements may pass Dates. */
const MOMENT_TYPES = [1184, 1114, 1082]

function pool(): Pool {
  const { DATABASE_URL, DATABASE_RUNTIME_URL, DATABASE_POOL_SIZE } = env()
  const url = DATABASE_RUNTIME_URL ?? DATABASE_URL
  if (!url) throw new Error('DATABASE_URL is not set. `npm start` and `npm run quickstart` set it for the embedded database.')
  if (store.pulsegridPool?.url === url) return store.pulsegridPool
  void store.pulsegridPool?.sql.end({ timeout: 5 })
  const client = postgres(url, {
    max: DATABASE_POOL_SIZE,
    idle_timeout: 60,
    connect_timeout: 5,
    // The driver's own pause grows to minutes; a database that is back is wanted within a second.
    backoff: (retries) => Math.min(1, 0.1 * 2 ** retries),
    onnotice: () => {},
    // Every session starts as the platform role, which owns nothing. The runtime login has its
    // rights by membership instead (poolers refuse startup parameters).
    connection: DATABASE_RUNTIME_URL ? { TimeZone: 'UTC' } : { TimeZone: 'UTC', role: 'pulsegrid_platform' },
    socket: connectWithoutDelay,
  } as postgres.Options<Record<string, postgres.PostgresType>>)
  const db = drizzle(client, { schema, casing: 'snake_case' })
  for (const type of MOMENT_TYPES) {
    client.options.serializers[type] = (value: unknown) => (value instanceof Date ? value.toISOString() : value)
  }
  store.pulsegridPool = { url, sql: client, db }
  return store.pulsegridPool
}

// postgres.js leaves Nagle's algorithm on for its own sockets: a COPY then waits 44 ms a batch. The
// socket is handed over unconnected: a promise that rejects would lose the pool's slot for good each
// time the database is away (the driver only recovers sockets that it has seen), and its connect
// timeout would not start.
function connectWithoutDelay(options: { host: string[]; port: number[] }): net.Socket {
  const socket = net.connect({ host: options.host[0] ?? 'localhost', port: options.port[0] ?? 5432 })
  socket.setNoDelay(true)
  return socket
}

/**
 * Runs fn in one transaction that can see and write the rows of one organization only: Postgres
 * itself hides the others (row-level security), whatever the statements inside forget.
 * @throws what fn throws; the transaction is then rolled back
 */
export function withTenant<T>(organizationId: string, fn: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T> {
  return timed(
    pool().db.transaction(async (tx) => {
      await tx.execute(statement`select set_config('role', 'pulsegrid_app', true), set_config('app.organization', ${organizationId}, true)`)
      return fn(tx)
    }, config),
  )
}

/**
 * Runs fn in one transaction across all organizations: jobs, ingest, staff pages, sign-in. Never
 * for a tenant's request.
 * @throws what fn throws; the transaction is then rolled back
 */
export function withPlatform<T>(fn: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T> {
  return timed(pool().db.transaction(fn, config))
}

/** From asking for a connection to the commit: what a caller waits for the database, a full pool included. */
async function timed<T>(work: Promise<T>): Promise<T> {
  const startedAt = performance.now()
  try {
    return await work
  } finally {
    meter().observe('db_query_ms', {}, performance.now() - startedAt)
  }
}

/** For better-auth's adapter, which opens its own transactions; everybody else uses withTenant or withPlatform. */
export function authDatabase(): Database {
  return pool().db
}

/**
 * A connection of its own, for what a pooled one cannot do safely: COPY (loses the protocol when
 * shared) and temporary tables. Must be released.
 */
export function reserveConnection(): Promise<postgres.ReservedSql> {
  return pool().sql.reserve()
}

/**
 * Listens to a Postgres channel; one connection a process, re-established by the driver.
 * Notifications sent meanwhile are lost, so onListen must re-read the state.
 */
export function listen(channel: string, onMessage: (payload: string) => void, onListen: () => void): Promise<{ unlisten: () => Promise<void> }> {
  return pool().sql.listen(channel, onMessage, onListen)
}

/** Closes the pool, waiting at most 5 s for running statements. */
export async function closePool(): Promise<void> {
  const closing = store.pulsegridPool
  store.pulsegridPool = undefined
  await closing?.sql.end({ timeout: 5 })
}
