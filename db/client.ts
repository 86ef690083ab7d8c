import net from 'node:net'
import { type SQL, sql as statement } from 'drizzle-orm'
import type { PgTransactionConfig } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { env } from '@/lib/env'
import { rootCause } from '@/lib/errors'
import { meter } from '@/lib/meter'
import * as schema from './schema/all'

export type Database = PostgresJsDatabase<typeof schema>
/** A running transaction: what queries and commands are given. */
export type Tx = Parameters<Parameters<Database['transaction']>[0]>[0]

interface Pool {
  url: string
  sql: postgres.Sql
  db: Database
  /** The same connections, for looking only. */
  looking: Database
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
    // A plan made for some values is a bad one for others (a common word, a rare one): planned each time.
    connection: DATABASE_RUNTIME_URL ? { TimeZone: 'UTC' } : { TimeZone: 'UTC', role: 'pulsegrid_platform', plan_cache_mode: 'force_custom_plan' },
    socket: connectWithoutDelay,
  } as postgres.Options<Record<string, postgres.PostgresType>>)
  const db = drizzle(client, { schema, casing: 'snake_case' })
  const looking = drizzle(forLooking(client, { prepare: !DATABASE_RUNTIME_URL }), { schema, casing: 'snake_case' })
  // After drizzle, which sets its own.
  for (const type of MOMENT_TYPES) {
    client.options.serializers[type] = (value: unknown) => (value instanceof Date ? value.toISOString() : value)
  }
  store.pulsegridPool = { url, sql: client, db, looking }
  return store.pulsegridPool
}

/**
 * Transactions that are read only from their first word, and whose statements Postgres parses once a connection:
 * pages ask the same few hundred over and over. Jobs do not, with their lists of any length.
 * @param prepare off behind a pooler, which may give each transaction another connection
 */
function forLooking(client: postgres.Sql, { prepare }: { prepare: boolean }): postgres.Sql {
  const begin = (fn: (tx: postgres.TransactionSql) => Promise<unknown>) => client.begin('read only', (tx) => fn(prepare ? prepared(tx) : tx))
  return new Proxy(client, { get: (target, key) => (key === 'begin' ? begin : Reflect.get(target, key)) })
}

function prepared(tx: postgres.TransactionSql): postgres.TransactionSql {
  const unsafe: postgres.TransactionSql['unsafe'] = (query, parameters, options) => tx.unsafe(query, parameters, { ...options, prepare: true })
  return new Proxy(tx, { get: (target, key) => (key === 'unsafe' ? unsafe : Reflect.get(target, key)) })
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
      await tx.execute(asOrganization(organizationId))
      return fn(tx)
    }, config),
  )
}

/** As withTenant, for looking only: Postgres refuses whatever writes. */
export function lookAsTenant<T>(organizationId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return look(async (tx) => {
    await tx.execute(asOrganization(organizationId))
    return fn(tx)
  })
}

/** As withPlatform, for looking only: Postgres refuses whatever writes. */
export function lookAsPlatform<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return look(fn)
}

/**
 * Once more and unprepared where a migration has changed what a prepared statement answers: each connection would
 * refuse it once. What only looks may be asked twice.
 */
async function look<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await timed(pool().looking.transaction(fn))
  } catch (error) {
    const cause = rootCause(error)
    if (!(cause instanceof postgres.PostgresError) || cause.routine !== 'RevalidateCachedQuery') throw error
    return timed(pool().db.transaction(fn, { accessMode: 'read only' }))
  }
}

/**
 * Runs fn in one transaction across all organizations: jobs, ingest, staff pages, sign-in. Never
 * for a tenant's request.
 * @throws what fn throws; the transaction is then rolled back
 */
export function withPlatform<T>(fn: (tx: Tx) => Promise<T>, config?: PgTransactionConfig): Promise<T> {
  return timed(pool().db.transaction(fn, config))
}

/** From here on the transaction is one of this organization. */
function asOrganization(organizationId: string): SQL {
  return statement`select set_config('role', 'pulsegrid_app', true), set_config('app.organization', ${organizationId}, true)`
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
