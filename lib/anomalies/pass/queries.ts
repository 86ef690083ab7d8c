import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { HOUR } from '@/lib/time'
import { type Slot, slotOf, WINDOW } from '../detect/tool/half-hours'
import { RECENT } from '../detect/tool/memory'
import type { ToolWindow } from '../detect/tool/model'
import type { DetectorParameters } from '../model'
import type { BadWindow, TrackedEvent, TrackedTool } from './model'
import { unpackRecent } from './pack'

// What the pass reads, always of many tools at once. Moments come as milliseconds: there are hundreds of
// thousands of them.

/** `extract(epoch …)` in milliseconds. */
const ms = (moment: SQL) => sql`(extract(epoch from ${moment}) * 1000)::float8`

/** Ids as one parameter. */
const idsOf = (ids: readonly string[]) => sql`${sql.param([...ids])}::uuid[]`

/** Tools with a state, by id, locked until the transaction ends: so many after the given one, or the given ones. */
export async function lockTools(tx: Tx, which: { after: string | null; limit: number } | { ids: readonly string[] }): Promise<TrackedTool[]> {
  const condition = 'ids' in which ? sql`s.tool_id = any(${idsOf(which.ids)})` : which.after ? sql`s.tool_id > ${which.after}` : sql`true`
  const rows = await tx.execute<{
    toolId: string
    organizationId: string
    knownFrom: number
    judgedUntil: number
    recent: Buffer
    parameters: DetectorParameters
  }>(sql`
    select s.tool_id as "toolId", s.organization_id as "organizationId", ${ms(sql`s.known_from`)} as "knownFrom",
      ${ms(sql`s.judged_until`)} as "judgedUntil", s.recent, s.parameters
    from anomaly_states s join tools t on t.id = s.tool_id
    where ${condition} and t.archived_at is null
    order by s.tool_id ${'ids' in which ? sql`` : sql`limit ${which.limit}`}
    for update of s`)
  return rows.map(({ toolId, organizationId, knownFrom, judgedUntil, recent, parameters }) => ({
    toolId,
    organizationId,
    judgedUntil,
    memory: { knownFrom, ...unpackRecent(recent), parameters: { ...parameters }, slots: new Map() },
    readParameters: parameters,
  }))
}

/** The windows of each tool that ended in (after, until], by their end; those without a call are not there. */
export async function readWindows(
  tx: Tx,
  ids: readonly string[],
  { after, until }: { after: number; until: number },
): Promise<Map<string, Map<number, ToolWindow>>> {
  const rows = await tx.execute<Row<ToolWindow>>(sql`
    select tool_id as "toolId", ${ms(sql`bucket_at`)} + ${WINDOW}::float8 as at, invocations as calls, rated, errors,
      sketch_quantile(sketch_keys, sketch_counts, 0.5) as "latencyMs", latency_count as "latencyCalls", revenue_micros::float8 as "revenueMicros"
    from tool_metrics_5m
    where tool_id = any(${idsOf(ids)}) and bucket_at >= ${new Date(after)} and bucket_at < ${new Date(until)}`)
  const windows = new Map<string, Map<number, ToolWindow>>()
  for (const { toolId, ...window } of rows) {
    const own = windows.get(toolId) ?? new Map<number, ToolWindow>()
    own.set(window.at, window)
    windows.set(toolId, own)
  }
  return windows
}

/** Reads these slots (all: null) of the tools into their memories. */
export async function readSlots(tx: Tx, tools: readonly TrackedTool[], indexes: readonly number[] | null): Promise<void> {
  if (tools.length === 0) return
  const rows = await tx.execute<{ slot: number; toolId: string; history: Buffer }>(sql`
    select slot, tool_id as "toolId", history from anomaly_half_hours
    where tool_id = any(${idsOf(tools.map(({ toolId }) => toolId))})
      ${indexes === null ? sql`` : sql`and slot = any(${sql.param([...indexes])}::smallint[])`}`)
  const slots = new Map<string, Map<number, Slot>>(tools.map(({ toolId, memory }) => [toolId, memory.slots]))
  for (const { slot, toolId, history } of rows) slots.get(toolId)?.set(slot, slotOf(history))
}

/** The events of the tools that go on, or began or were closed at the moment or later, oldest first. */
export async function readEvents(tx: Tx, ids: readonly string[], from: number): Promise<Map<string, TrackedEvent[]>> {
  const at = new Date(from)
  const rows = await tx.execute<Row<Omit<TrackedEvent, 'worst'> & TrackedEvent['worst']>>(sql`
    select tool_id as "toolId", id, metric, state, ${ms(sql`started_at`)} as "startedAt", ${ms(sql`last_bad_at`)} as "lastBadAt", ${ms(sql`ended_at`)} as "endedAt",
      severity, z_score as z, impact, baseline_value as usual, current_value as observed, description as reason
    from anomaly_events
    where tool_id = any(${idsOf(ids)}) and (state = 'ongoing' or started_at >= ${at} or ended_at >= ${at})
    order by started_at, id`)
  return byTool(rows, ({ id, metric, state, startedAt, lastBadAt, endedAt, severity, z, impact, usual, observed, reason }) => ({
    id,
    metric,
    state,
    startedAt,
    lastBadAt,
    endedAt,
    worst: { severity, z, impact, usual, observed, reason },
  }))
}

/** The bad windows of the tools in [from, before), oldest first. */
export async function readBadWindows(tx: Tx, ids: readonly string[], { from, before }: { from: number; before: number }): Promise<Map<string, BadWindow[]>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.execute<Row<BadWindow>>(sql`
    select tool_id as "toolId", metric, ${ms(sql`window_at`)} as at, confirmed, severity, observed, usual, expected_low as "expectedLow", expected_high as "expectedHigh",
      z, impact, reason
    from anomaly_windows
    where tool_id = any(${idsOf(ids)}) and window_at >= ${new Date(from)} and window_at < ${new Date(before)}
    order by window_at`)
  return byTool<Row<BadWindow>, BadWindow>(rows, ({ toolId: _toolId, ...window }) => ({ ...window }))
}

/** By how much each metric is to be tightened; nothing for those that are as shipped. */
export async function readTightening(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.execute<{ metric: string; tightening: number }>(sql`select metric, tightening from detector_reports where tightening > 0`)
  return new Map(rows.map(({ metric, tightening }) => [metric, tightening]))
}

/** How many windows are read again before those that are judged: silence is counted up to there. */
export const LOOK_BACK = 3 * HOUR + RECENT * WINDOW

/** A row about a tool; mapped, because only then it is a record. */
type Row<T> = { [K in keyof T]: T[K] } & { toolId: string }

function byTool<R extends { toolId: string }, Value>(rows: readonly R[], pick: (row: R) => Value): Map<string, Value[]> {
  const found = new Map<string, Value[]>()
  for (const row of rows) {
    const own = found.get(row.toolId)
    if (own) own.push(pick(row))
    else found.set(row.toolId, [pick(row)])
  }
  return found
}
