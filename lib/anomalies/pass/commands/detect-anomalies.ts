import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { findCountedUntil } from '@/lib/metrics/queries'
import { DAY, HOUR } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { colourWindows } from '../../colours/commands'
import { HALF_HOUR, SLOTS, slotAt, WINDOW } from '../../detect/tool/half-hours'
import { forgetAfter, RECENT, shippedConfig, takeStock } from '../../detect/tool/memory'
import { type MetricConfig, type ToolWindow, tightened } from '../../detect/tool/model'
import { type AnomalyMetric, anomalyMetrics } from '../../model'
import { isPlanned, type PlannedSpan } from '../../planned/model'
import { listPlannedEvents } from '../../planned/queries/list-spans'
import { PASS_LOCK, REJUDGED_HOURS, type TrackedTool } from '../model'
import { LOOK_BACK, lockTools, readBadWindows, readEvents, readSlots, readTightening, readWindows } from '../queries'
import { lastTurn, learnHalfHours, rememberWindows, spanWindows, turnOf } from '../rebuild'
import { type Replayed, replayTool } from '../replay'
import { registerTools, saveTools, type ToolOutcome } from './save-tools'

/** Tools in one transaction: those that only go on, and those of which days are read. */
const BATCH = 2_000
const REBUILT_BATCH = 25
/** As long as a tool has been left alone for no longer, what is remembered of it is enough to go on. */
const GO_ON = 3 * HOUR

/**
 * Judges every window that has closed, has been counted and was not judged yet, of every tool; and those
 * of the last day again that late rows have changed. One transaction a batch: killed at any point, the
 * next run does what is left, and a window is never judged differently for it.
 *
 * checked: tools judged; changed: events that began, changed or ended; failed: batches left to the next run.
 * @throws when the database is away
 */
export async function detectAnomalies(ctx: Context, { now, stillMine }: Work): Promise<JobResult> {
  const result = { checked: 0, changed: 0, failed: 0 }
  const pass = await withPlatform((tx) => beginPass(tx, now))
  if (pass === null) return result
  await withPlatform((tx) => inTurn(tx, () => colourWindows(tx, new Date(pass.closed))))
  const attempt = async (work: () => Promise<{ checked: number; changed: number }>) => {
    try {
      const { checked, changed } = await work()
      result.checked += checked
      result.changed += changed
    } catch (err) {
      if (isDatabaseAway(err)) throw err
      log().error({ err: rootCause(err), requestId: ctx.requestId }, 'tools were not judged')
      result.failed++
    }
  }
  let after: string | null = null
  while (await stillMine()) {
    const batch: Batch = await withPlatform((tx) => inTurn(tx, async () => sortTools(tx, pass, await lockTools(tx, { after, limit: BATCH }))))
    if (batch.last === null) break
    after = batch.last
    for (const ids of batch.goingOn) await attempt(() => withPlatform((tx) => inTurn(tx, async () => goOn(tx, pass, await lockTools(tx, { ids })))))
    for (let i = 0; i < batch.rebuilt.length && (await stillMine()); i += REBUILT_BATCH) {
      const ids = batch.rebuilt.slice(i, i + REBUILT_BATCH)
      await attempt(() => withPlatform((tx) => inTurn(tx, async () => rebuild(tx, pass, await lockTools(tx, { ids })))))
    }
  }
  if (after === null || (await stillMine())) await withPlatform((tx) => endPass(tx, pass))
  return result
}

interface Pass {
  /** End of the latest window to judge, ms. */
  closed: number
  /** Marks of late rows up to this one have been seen by every step. */
  lateUpTo: number
  planned: PlannedSpan[]
  config: Record<AnomalyMetric, MetricConfig>
}

async function beginPass(tx: Tx, now: Date): Promise<Pass | null> {
  const counted = await findCountedUntil(tx)
  if (counted === null) return null
  const closed = Math.floor(Math.min(now.getTime(), counted.getTime()) / WINDOW) * WINDOW
  await registerTools(tx, new Date(closed))
  const tightening = await readTightening(tx)
  const config = { ...shippedConfig }
  for (const metric of anomalyMetrics) config[metric] = tightened(config[metric], tightening.get(metric) ?? 0)
  const [late] = await tx.execute<{ seq: number }>(sql`select coalesce(max(seq), 0)::float8 as seq from recount_marks`)
  return { closed, config, lateUpTo: late?.seq ?? 0, planned: await listPlannedEvents(tx, { from: new Date(closed - 31 * DAY), to: new Date(closed) }) }
}

/** A tool that is no longer offered has no anomaly going on. */
async function endPass(tx: Tx, { closed }: Pass): Promise<void> {
  await tx.execute(sql`
    update anomaly_events e set state = 'resolved', ended_at = greatest(${new Date(closed)}, e.started_at), updated_at = now()
    from tools t where t.id = e.tool_id and t.archived_at is not null and e.state = 'ongoing'`)
}

/** Two passes take turns: the second sees what the first has stored. */
async function inTurn<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${PASS_LOCK}))`)
  return work()
}

interface Batch {
  /** The last id looked at; null when there was none. */
  last: string | null
  /** Tools that only go on, those that were judged up to the same moment together. */
  goingOn: string[][]
  rebuilt: string[]
}

/** Which tools go on from what is remembered, and which are read again: new ones, and those with late rows or a long gap. */
async function sortTools(tx: Tx, { closed, lateUpTo }: Pass, tools: readonly TrackedTool[]): Promise<Batch> {
  const late = await tx.execute<{ toolId: string }>(sql`
    select distinct tool_id as "toolId" from recount_marks
    where seq <= ${lateUpTo} and tool_id = any(${sql.param(tools.map(({ toolId }) => toolId))}::uuid[])`)
  const isLate = new Set(late.map(({ toolId }) => toolId))
  const goingOn = new Map<number, string[]>()
  const rebuilt: string[] = []
  for (const { toolId, judgedUntil, memory } of tools) {
    if (isLate.has(toolId) || memory.recent.at(-1)?.window.at !== judgedUntil || judgedUntil < closed - GO_ON) rebuilt.push(toolId)
    else if (judgedUntil < closed) goingOn.set(judgedUntil, [...(goingOn.get(judgedUntil) ?? []), toolId])
  }
  return { last: tools.at(-1)?.toolId ?? null, goingOn: [...goingOn.values()], rebuilt }
}

/** Tools that were all judged up to the same moment go on from there; the window before is judged again where it has changed since. */
async function goOn(tx: Tx, pass: Pass, locked: readonly TrackedTool[]): Promise<{ checked: number; changed: number }> {
  const { closed } = pass
  const judgedUntil = locked[0]?.judgedUntil ?? closed
  const tools = locked.filter((tool) => tool.judgedUntil === judgedUntil)
  if (judgedUntil >= closed) return { checked: 0, changed: 0 }
  const ids = tools.map(({ toolId }) => toolId)
  const read = await readWindows(tx, ids, { after: judgedUntil - 2 * WINDOW, until: closed })
  const turns = new Set<number>()
  const indexes = new Set<number>()
  for (let at = judgedUntil; at <= closed; at += WINDOW) {
    indexes.add(slotAt(at)).add((slotAt(at) + SLOTS - 1) % SLOTS)
    if (at % HALF_HOUR === 0 && at > judgedUntil) turns.add(slotAt(at))
  }
  const inStock = (tool: TrackedTool) => turns.has(turnOf(tool.toolId))
  await readSlots(tx, tools.filter(inStock), null)
  await readSlots(
    tx,
    tools.filter((tool) => !inStock(tool)),
    [...indexes],
  )
  const work = tools.map((tool) => ({
    tool,
    windows: windowsToJudge(tool, read.get(tool.toolId), { judgedUntil, closed }),
    stockAt: inStock(tool) ? turnOf(tool.toolId) : null,
  }))
  return judge(tx, pass, work)
}

/** The new windows, after the latest judged one if late calls have changed it. */
function windowsToJudge(
  tool: TrackedTool,
  read: ReadonlyMap<number, ToolWindow> | undefined,
  { judgedUntil, closed }: { judgedUntil: number; closed: number },
) {
  const fresh = spanWindows(read, { after: judgedUntil, until: closed })
  const [latest] = spanWindows(read, { after: judgedUntil - WINDOW, until: judgedUntil })
  const known = tool.memory.recent.at(-1)?.window
  if (!latest || JSON.stringify(latest) === JSON.stringify(known) || !forgetAfter(tool.memory, judgedUntil - WINDOW)) return fresh
  return [latest, ...fresh]
}

/** Tools whose past is read again, as far back as it may have changed: what is usual is learned from it, and the last day is judged anew where that can make a difference. */
async function rebuild(tx: Tx, pass: Pass, tools: readonly TrackedTool[]): Promise<{ checked: number; changed: number }> {
  const { closed } = pass
  const ids = tools.map(({ toolId }) => toolId)
  const marks = await tx.execute<{ toolId: string; at: number }>(sql`
    with taken as (delete from recount_marks where seq <= ${pass.lateUpTo} and tool_id = any(${sql.param(ids)}::uuid[]) returning tool_id, bucket_at)
    select tool_id as "toolId", (extract(epoch from min(bucket_at)) * 1000)::float8 as at from taken group by tool_id`)
  const lateFrom = new Map(marks.map(({ toolId, at }) => [toolId, at]))
  const plans = tools.map((tool) => {
    const late = lateFrom.get(tool.toolId) ?? Number.POSITIVE_INFINITY
    tool.memory.knownFrom = Math.min(tool.memory.knownFrom, late)
    // The first window to judge ends here or later; half hours from `learned` on are kept again.
    const first = Math.max(Math.min(tool.judgedUntil, late) + WINDOW, closed - REJUDGED_HOURS * HOUR)
    const learned = Math.floor(Math.max(Math.min(tool.judgedUntil, late, first - LOOK_BACK), closed - 28 * DAY, tool.memory.knownFrom) / HALF_HOUR) * HALF_HOUR
    return { tool, first, learned }
  })
  const read = await readWindows(tx, ids, { after: Math.min(...plans.map(({ learned }) => learned)), until: closed })
  await readSlots(tx, tools, null)
  const work = plans
    .filter(({ first }) => first <= closed)
    .map(({ tool, first, learned }) => {
      const { memory } = tool
      const own = read.get(tool.toolId)
      const warm = Math.max(Math.floor((first - LOOK_BACK) / HALF_HOUR) * HALF_HOUR, learned)
      const planned = plannedFor(pass.planned, tool)
      const slots = learnHalfHours(memory, spanWindows(own, { after: learned, until: warm }), planned)
      takeStock(memory, lastTurn(tool.toolId, warm))
      memory.recent = []
      memory.silentBefore = 0
      const stockAt = turnOf(tool.toolId)
      const windows = spanWindows(own, { after: warm, until: closed })
      // What was found is remembered of the latest windows only; before them it is enough to have been there.
      const looked = first - RECENT * WINDOW
      const remembered = rememberWindows(
        memory,
        windows.filter(({ at }) => at < looked),
        { planned, stockAt },
      )
      const warming = replayTool({
        tool: { ...tool, judgedUntil: 0 },
        windows: windows.filter(({ at }) => at >= looked && at < first),
        events: [],
        earlier: [],
        planned,
        config: pass.config,
        stockAt,
        newId: newEventId,
      })
      return { tool, windows: windows.filter(({ at }) => at >= first), stockAt, slots: [...slots, ...remembered, ...warming.slots] }
    })
  return judge(tx, pass, work)
}

interface Judged {
  tool: TrackedTool
  windows: ToolWindow[]
  stockAt: number | null
  /** Slots that have changed already. */
  slots?: number[]
}

/** Judges each tool's windows and stores what came of it. */
async function judge(tx: Tx, pass: Pass, work: readonly Judged[]): Promise<{ checked: number; changed: number }> {
  const ids = work.map(({ tool }) => tool.toolId)
  const first = Math.min(...work.map(({ windows }) => windows[0]?.at ?? Number.POSITIVE_INFINITY))
  if (!Number.isFinite(first)) return { checked: 0, changed: 0 }
  const events = await readEvents(tx, ids, first)
  // Only what is judged again looks at what was seen before.
  const again = work.filter(({ tool, windows }) => (windows[0]?.at ?? 0) <= tool.judgedUntil && events.has(tool.toolId)).map(({ tool }) => tool.toolId)
  const oldest = Math.min(first, ...again.flatMap((id) => (events.get(id) ?? []).map(({ startedAt }) => startedAt)))
  const earlier = await readBadWindows(tx, again, { from: oldest, before: pass.closed + WINDOW })
  const outcomes: ToolOutcome[] = work.map(({ tool, windows, stockAt, slots = [] }) => {
    const from = windows[0]?.at ?? pass.closed + WINDOW
    const replayed: Replayed = replayTool({
      tool,
      windows,
      events: events.get(tool.toolId) ?? [],
      earlier: (earlier.get(tool.toolId) ?? []).filter(({ at }) => at < from),
      planned: plannedFor(pass.planned, tool),
      config: pass.config,
      stockAt,
      newId: newEventId,
    })
    for (const index of slots) replayed.slots.add(index)
    return { tool, from, ...replayed }
  })
  await saveTools(tx, outcomes)
  return { checked: outcomes.length, changed: outcomes.reduce((sum, { events: changed }) => sum + changed.length, 0) }
}

function plannedFor(spans: readonly PlannedSpan[], tool: TrackedTool): (end: number) => boolean {
  const own = spans.filter((span) => span.toolId === null || span.toolId === tool.toolId)
  if (own.length === 0) return () => false
  return (end) => isPlanned(own, tool, { from: new Date(end - WINDOW), to: new Date(end) })
}

/** Sortable by the moment that confirmed it. */
function newEventId(at: number): string {
  return newId(at)
}
