import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log, tapLog } from '@/lib/log'
import { meter } from '@/lib/meter'
import { SECOND, startOfDay } from '@/lib/time'
import { DROPPED_LINES_METRIC, MAX_WAITING_LINES, OWN_LINES_AT_ONCE, OWN_SERVICE } from '../model'
import { type OwnLine, readOwnLine, requestLine } from '../own-line'

interface Keeping {
  /** Of this process, in the ids of its lines. */
  writer: string
  sequence: number
  waiting: (OwnLine & { id: string })[]
  /** Lines given up since the log last said so. */
  dropped: number
  underWay: Promise<void> | null
  /** The database refused; said once until it takes again. */
  failing: boolean
}

/** How often lines are written. */
const FLUSH_MS = SECOND

// One a process, as Next bundles instrumentation and route handlers apart. Unset: nobody keeps lines here.
const store = globalThis as typeof globalThis & { pulsegridOwnLines?: Keeping }

/**
 * Keeps the warnings and errors of this process, and the lines of its requests, in the log, until the returned
 * function is called, which writes a last time. Whoever logs never waits: lines are collected in memory, up to a
 * bound, and written every second.
 */
export function startKeepingOwnLines(): () => Promise<void> {
  store.pulsegridOwnLines ??= { writer: randomUUID(), sequence: 0, waiting: [], dropped: 0, underWay: null, failing: false }
  tapLog((line) => {
    const own = readOwnLine(line)
    if (own) keep(own)
  })
  const timer = setInterval(() => void flushOwnLines(), FLUSH_MS).unref()
  return async () => {
    clearInterval(timer)
    tapLog(null)
    await flushOwnLines()
    store.pulsegridOwnLines = undefined
  }
}

/** Keeps the line of an answered request. */
export function keepRequest(request: Parameters<typeof requestLine>[0], now: Date): void {
  if (store.pulsegridOwnLines) keep(requestLine(request, now))
}

/**
 * Writes what waits. Never throws: with the database away lines wait for the next time, and lines that it takes
 * for nonsense are given up, so that they do not hold up the others.
 */
export function flushOwnLines(): Promise<void> {
  const state = store.pulsegridOwnLines
  if (!state) return Promise.resolve()
  state.underWay ??= flush(state).finally(() => {
    state.underWay = null
  })
  return state.underWay
}

function keep(line: OwnLine): void {
  const state = store.pulsegridOwnLines
  if (!state) return
  // What came first tells how it began: the newest are given up.
  if (state.waiting.length >= MAX_WAITING_LINES) drop(state, 1)
  else state.waiting.push({ ...line, id: `${OWN_SERVICE}:${state.writer}:${state.sequence++}` })
}

function drop(state: Keeping, lines: number): void {
  state.dropped += lines
  meter().add(DROPPED_LINES_METRIC, {}, lines)
}

async function flush(state: Keeping): Promise<void> {
  for (let batch = state.waiting.slice(0, OWN_LINES_AT_ONCE); batch.length > 0; batch = state.waiting.slice(0, OWN_LINES_AT_ONCE)) {
    try {
      await storeLines(batch)
    } catch (error) {
      // Said on standard output, and kept as a line itself: once, however long it lasts.
      if (!state.failing) log().warn({ err: rootCause(error) }, 'lines of this process could not be written into the log')
      state.failing = true
      if (isDatabaseAway(error)) return
      drop(state, batch.length)
    }
    state.waiting.splice(0, batch.length)
  }
  state.failing = false
  if (state.dropped > 0) {
    const { dropped } = state
    state.dropped = 0
    log().warn({ dropped }, 'lines of this process were given up before they reached the log')
  }
}

/** By id: a batch whose commit was not heard of is written again without an effect. */
async function storeLines(lines: (OwnLine & { id: string })[]): Promise<void> {
  const days = new Set(lines.map(({ at }) => startOfDay(new Date(at)).getTime()))
  await withPlatform(async (tx) => {
    for (const day of [...days].sort()) await tx.execute(sql`select ensure_partitions('log_lines', ${new Date(day)}, ${new Date(day)})`)
    await tx.execute(sql`
      insert into log_lines (external_id, at, level, message, service, request_id, fields)
      select id, at, level, message, ${OWN_SERVICE}, "requestId", nullif(fields, '{}')
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (id text, at timestamptz, level text, message text, "requestId" text, fields jsonb)
      on conflict do nothing`)
  })
}
