import { sketchKey } from '@/lib/sketch'
import { DAY, HOUR } from '@/lib/time'
import { callsOfSlot, type DemoCall } from './calls'
import { SLOT } from './curves'
import type { DemoTool, World } from './world'

// Sixty days of one tool: every call is made, counted into five-minute, hourly and daily rows and
// forgotten, but for the calls of the newest days. So what a chart shows is a recount of calls that
// were really simulated, and days fit their hours by construction.

/** One bucket of tool_metrics_5m, _hourly or _daily. */
export interface MetricsRow {
  bucketMs: number
  invocations: number
  errors: number
  errors4xx: number
  errors429: number
  errors5xx: number
  errorsDeveloper: number
  errorsConsumer: number
  errorsPlatform: number
  errorsUpstream: number
  fairRated: number
  fairErrors: number
  latencySumMs: number
  revenueMicros: number
  consumers: number
  sketchKeys: number[]
  sketchCounts: number[]
}

/** One row of consumer_usage_daily. */
export interface UsageRow {
  consumer: number
  dayMs: number
  invocations: number
  errors: number
  /** The caller's own. */
  errorsConsumer: number
  latencySumMs: number
  spendMicros: number
}

export interface Span {
  dailyFromMs: number
  fromMs: number
  fiveFromMs: number
  rawFromMs: number
  toMs: number
}

export interface ToolHistory {
  fiveMinutes: MetricsRow[]
  hourly: MetricsRow[]
  daily: MetricsRow[]
  usage: UsageRow[]
  calls: DemoCall[]
}

/**
 * Everything of one tool: daily rows from dailyFromMs, hours and usage from fromMs, five-minute rows from
 * fiveFromMs and the calls themselves from rawFromMs, all until toMs (exclusive). The first four are UTC midnights.
 */
export function historyOf(world: World, tool: DemoTool, { dailyFromMs, fromMs, fiveFromMs, rawFromMs, toMs }: Span): ToolHistory {
  const history: ToolHistory = { fiveMinutes: [], hourly: [], daily: [], usage: [], calls: [] }
  const slot = tally()
  const hour = tally()
  const day = tally()
  let usage = new Map<number, UsageRow>()

  for (let slotMs = dailyFromMs; slotMs < toMs; slotMs += SLOT) {
    const raw = slotMs >= rawFromMs
    const five = slotMs >= fiveFromMs
    const hourly = slotMs >= fromMs
    for (const call of callsOfSlot(world, tool, slotMs)) {
      if (call.atMs >= toMs) continue
      if (five) slot.add(call)
      if (raw) history.calls.push(call)
      day.add(call)
      if (!hourly) continue
      hour.add(call)
      count(usage, call, slotMs)
    }
    if (five) slot.closeInto(history.fiveMinutes, slotMs)
    const next = slotMs + SLOT
    if (next % HOUR === 0 || next >= toMs) hour.closeInto(history.hourly, slotMs - (slotMs % HOUR))
    if (next % DAY === 0 || next >= toMs) {
      day.closeInto(history.daily, slotMs - (slotMs % DAY))
      for (const row of usage.values()) history.usage.push(row)
      usage = new Map()
    }
  }
  return history
}

function count(usage: Map<number, UsageRow>, call: DemoCall, slotMs: number): void {
  let row = usage.get(call.consumer.index)
  if (!row) {
    row = { consumer: call.consumer.index, dayMs: slotMs - (slotMs % DAY), invocations: 0, errors: 0, errorsConsumer: 0, latencySumMs: 0, spendMicros: 0 }
    usage.set(call.consumer.index, row)
  }
  row.invocations++
  if (call.fault) row.errors++
  if (call.fault === 'consumer') row.errorsConsumer++
  row.latencySumMs += call.latencyMs
  row.spendMicros += call.costMicros
}

// Sketch keys of 1 to 30,000 ms lie in 0..272.
const KEYS = 280

interface Tally {
  add: (call: DemoCall) => void
  /** Appends the bucket's row, unless it is empty, and starts over. */
  closeInto: (rows: MetricsRow[], bucketMs: number) => void
}

function tally(): Tally {
  const counts = new Int32Array(KEYS)
  const consumers = new Set<number>()
  let row = emptyRow()

  return {
    add(call) {
      row.invocations++
      row.latencySumMs += call.latencyMs
      row.revenueMicros += call.costMicros
      if (!call.excused) row.fairRated++
      if (call.fault) countFailure(row, call)
      consumers.add(call.consumer.index)
      const key = sketchKey(call.latencyMs)
      counts[key] = (counts[key] ?? 0) + 1
    },
    closeInto(rows, bucketMs) {
      if (row.invocations === 0) return
      for (let key = 0; key < KEYS; key++) {
        const n = counts[key] ?? 0
        if (n > 0) {
          row.sketchKeys.push(key)
          row.sketchCounts.push(n)
        }
      }
      rows.push({ ...row, bucketMs, consumers: consumers.size })
      counts.fill(0)
      consumers.clear()
      row = emptyRow()
    },
  }
}

function countFailure(row: MetricsRow, call: DemoCall): void {
  row.errors++
  if (call.statusCode === 429) row.errors429++
  else if (call.statusCode < 500) row.errors4xx++
  else row.errors5xx++
  if (call.fault === 'developer') row.errorsDeveloper++
  else if (call.fault === 'consumer') row.errorsConsumer++
  else if (call.fault === 'platform') row.errorsPlatform++
  else row.errorsUpstream++
  if (call.fault === 'developer' && !call.excused) row.fairErrors++
}

function emptyRow(): MetricsRow {
  return {
    bucketMs: 0,
    invocations: 0,
    errors: 0,
    errors4xx: 0,
    errors429: 0,
    errors5xx: 0,
    errorsDeveloper: 0,
    errorsConsumer: 0,
    errorsPlatform: 0,
    errorsUpstream: 0,
    fairRated: 0,
    fairErrors: 0,
    latencySumMs: 0,
    revenueMicros: 0,
    consumers: 0,
    sketchKeys: [],
    sketchCounts: [],
  }
}
