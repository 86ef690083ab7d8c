import type postgres from 'postgres'
import { reserveConnection } from '@/db/client'
import { AppError, isDatabaseAway, sqlState } from '@/lib/errors'
import { log } from '@/lib/log'
import { SECOND } from '@/lib/time'
import { type CallBatch, mergeBatches } from '../batch'
import { connectionLives, ensureDays, storeCalls } from './store-calls'

// Requests that arrive while others are being committed share the next transaction: the fsync, the
// round trips and the COPY are paid once for all of them. Each request still gets its own answer,
// and one that cannot be stored does not spoil the others.

interface Waiting {
  parcel: CallBatch
  resolve: (repeats: number[]) => void
  reject: (error: unknown) => void
}

interface Committer {
  queue: Waiting[]
  queuedRows: number
  queuedBytes: number
  busyLanes: number
  /** Days whose partition exists, as far as this process has seen. */
  knownDays: Set<number>
}

/** Two: while one transaction waits for its fsync, the other one's rows are read. */
const LANES = 2
const MAX_GROUP_ROWS = 20_000
const MAX_QUEUED_ROWS = 200_000
const MAX_QUEUED_BYTES = 64 * 1024 * 1024
/** A request waits no longer than this for its commit; it may still happen, and a repeat finds it. */
const ANSWER_WITHIN_MS = 25 * SECOND
const CONNECT_WITHIN_MS = 5 * SECOND
/** Longer than every statement may take: a connection that is silent for so long is given up, the lane goes on. */
const LANE_PATIENCE_MS = 45 * SECOND

// A partition that the retention has dropped since it was seen; deadlock; serialization failure.
const WORTH_RETRYING = new Set(['23514', '40P01', '40001'])

const store = globalThis as typeof globalThis & { pulsegridCommitter?: Committer }

function committer(): Committer {
  store.pulsegridCommitter ??= { queue: [], queuedRows: 0, queuedBytes: 0, busyLanes: 0, knownDays: new Set() }
  return store.pulsegridCommitter
}

/**
 * Commits a request's calls, together with whatever else is waiting, and returns the places of the
 * calls that were there already.
 * @throws AppError rate_limited when too much is waiting, unavailable when the database is away,
 *   full, read-only or too slow; nothing is lost when the sender repeats the request
 */
export async function commitCalls(parcel: CallBatch): Promise<number[]> {
  const state = committer()
  const bytes = sizeOf(parcel)
  if (state.queue.length > 0 && (state.queuedRows + parcel.rows > MAX_QUEUED_ROWS || state.queuedBytes + bytes > MAX_QUEUED_BYTES)) {
    throw new AppError('rate_limited', 'More calls are waiting to be stored than this process takes. Send the request again.', { retryAfterSeconds: 1 })
  }
  const committed = new Promise<number[]>((resolve, reject) => state.queue.push({ parcel, resolve, reject }))
  state.queuedRows += parcel.rows
  state.queuedBytes += bytes
  startLane(state)
  return within(ANSWER_WITHIN_MS, committed)
}

function startLane(state: Committer): void {
  if (state.busyLanes >= LANES) return
  state.busyLanes++
  // Not at once: requests that were read in the same turn of the event loop join the group.
  setImmediate(() => {
    runLane(state)
      .catch((error: unknown) => log().error({ err: error }, 'a lane of the ingest ended unexpectedly'))
      .finally(() => {
        state.busyLanes--
        if (state.queue.length > 0) startLane(state)
      })
  })
}

async function runLane(state: Committer): Promise<void> {
  let connection: postgres.ReservedSql | null = null
  while (state.queue.length > 0) {
    const group = takeGroup(state)
    try {
      connection ??= await connect()
      await within(LANE_PATIENCE_MS, commitGroup(state, connection, group))
    } catch (error) {
      // The connection may be broken; a broken one must not go back to the pool.
      if (connection && connectionLives(error)) connection.release()
      connection = null
      for (const waiting of group) waiting.reject(unavailable(error))
    }
  }
  connection?.release()
}

function takeGroup(state: Committer): Waiting[] {
  const group: Waiting[] = []
  let rows = 0
  for (let next = state.queue[0]; next && (group.length === 0 || rows + next.parcel.rows <= MAX_GROUP_ROWS); next = state.queue[0]) {
    state.queue.shift()
    state.queuedRows -= next.parcel.rows
    state.queuedBytes -= sizeOf(next.parcel)
    rows += next.parcel.rows
    group.push(next)
  }
  return group
}

async function commitGroup(state: Committer, connection: postgres.ReservedSql, group: Waiting[]): Promise<void> {
  try {
    const repeats = await storeGroup(state, connection, group)
    let from = 0
    for (const { parcel, resolve } of group) {
      const to = from + parcel.rows
      const own = repeats.length === 0 ? repeats : repeats.filter((place) => place >= from && place < to)
      resolve(own.map((place) => place - from))
      from = to
    }
  } catch (error) {
    if (!connectionLives(error) || isDatabaseAway(error)) throw error
    if (group.length === 1) {
      log().error({ err: error, rows: group[0]?.parcel.rows }, 'a request could not be stored')
      throw error
    }
    // One of them cannot be stored: each alone, so that the others are.
    for (const waiting of group) {
      await commitGroup(state, connection, [waiting]).catch((alone: unknown) => {
        if (!connectionLives(alone)) throw alone
        waiting.reject(unavailable(alone))
      })
    }
  }
}

async function storeGroup(state: Committer, connection: postgres.ReservedSql, group: Waiting[]): Promise<number[]> {
  const batch = mergeBatches(group.map(({ parcel }) => parcel))
  for (let attempt = 1; ; attempt++) {
    const newDays = batch.days.filter((day) => !state.knownDays.has(day))
    try {
      if (newDays.length > 0) {
        await ensureDays(connection, newDays)
        if (state.knownDays.size > 10_000) state.knownDays.clear()
        for (const day of newDays) state.knownDays.add(day)
      }
      return await storeCalls(connection, batch)
    } catch (error) {
      if (attempt >= 3 || !WORTH_RETRYING.has(sqlState(error) ?? '')) throw error
      state.knownDays.clear()
    }
  }
}

// A connection that cannot be had in time is returned to the pool when it comes after all.
async function connect(): Promise<postgres.ReservedSql> {
  const reserved = reserveConnection()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), CONNECT_WITHIN_MS)
  })
  try {
    const connection = await Promise.race([reserved, late])
    if (connection) return connection
    reserved.then(
      (tooLate) => tooLate.release(),
      () => {},
    )
    throw new AppError('unavailable', 'No database connection was free in time. Send the request again.', { retryAfterSeconds: 2 })
  } finally {
    clearTimeout(timer)
  }
}

function sizeOf(parcel: CallBatch): number {
  return parcel.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(undefined)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function unavailable(cause: unknown): AppError {
  if (cause instanceof AppError) return cause
  return new AppError('unavailable', 'The calls could not be stored for the moment. Send the request again; what was stored already is recognised.', {
    retryAfterSeconds: 2,
    cause,
  })
}
