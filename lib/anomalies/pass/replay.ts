import { follow } from '../detect/tool/follow'
import { HALF_HOUR, slotAt } from '../detect/tool/half-hours'
import type { MetricVerdict } from '../detect/tool/judge'
import { observeTool, takeStock } from '../detect/tool/memory'
import type { MetricConfig, ToolWindow } from '../detect/tool/model'
import { impactOf, isWorse, severityOf } from '../impact'
import { type AnomalyMetric, anomalyMetrics } from '../model'
import type { BadWindow, TrackedEvent, TrackedTool } from './model'

export interface Replay {
  tool: TrackedTool
  /** Follow each other without a gap, and what the tool remembers. */
  windows: readonly ToolWindow[]
  /** The tool's events that touch the windows or came after them, oldest first; withdrawn ones, too. */
  events: readonly TrackedEvent[]
  /** Bad windows before the first of these, oldest first: what is known of an event that went on then. Needed for windows that are judged again. */
  earlier: readonly BadWindow[]
  planned: (windowEnd: number) => boolean
  config: Record<AnomalyMetric, MetricConfig>
  /** A slot's turn to be taken stock of, 0 to 47; null where the slots are not all there. */
  stockAt: number | null
  /** @returns a new id, sortable by the moment (ms) */
  newId: (at: number) => string
}

export interface Replayed {
  bad: BadWindow[]
  /** Those that are new or have changed. */
  events: TrackedEvent[]
  /** Indexes of the slots that have changed. */
  slots: Set<number>
}

/**
 * Judges windows of one tool, for the first time or again, and brings its events in line with them: an
 * event that the windows no longer show is withdrawn, one that they still show keeps its id.
 * @param replay.tool its memory is changed in place
 */
export function replayTool({ tool, windows, events, earlier, planned, config, stockAt, newId }: Replay): Replayed {
  const result: Replayed = { bad: [], events: [], slots: new Set() }
  const first = windows[0]?.at ?? 0
  const again = tool.judgedUntil >= first
  const tracks = new Map(anomalyMetrics.map((metric) => [metric, trackOf(metric, { events, earlier: again ? earlier : null, first })]))
  for (const window of windows) {
    const isPlanned = planned(window.at)
    const openSince = (metric: AnomalyMetric) => tracks.get(metric)?.open?.startedAt ?? null
    const { verdicts, kept } = observeTool(tool.memory, window, {
      openSince: { error_rate: openSince('error_rate'), latency: openSince('latency'), invocations: openSince('invocations'), revenue: openSince('revenue') },
      planned: isPlanned,
      config,
    })
    if (kept !== null) result.slots.add(kept)
    if (stockAt !== null && window.at % HALF_HOUR === 0 && slotAt(window.at) === stockAt) takeStock(tool.memory, window.at)
    const impact = impactOf({
      z: { error_rate: verdicts.error_rate.z, latency: verdicts.latency.z, invocations: verdicts.invocations.z, revenue: verdicts.revenue.z },
      calls: window.calls,
    })
    for (const metric of anomalyMetrics) {
      const track = tracks.get(metric)
      if (track) step(track, { tool, metric, verdict: verdicts[metric], at: window.at, impact, planned: isPlanned, result, newId })
    }
    tool.judgedUntil = window.at
  }
  for (const track of tracks.values()) {
    if (track.open) track.changed.set(track.open.id, track.open)
    for (const event of track.spare) if (event.state !== 'withdrawn') track.changed.set(event.id, { ...event, state: 'withdrawn', endedAt: event.lastBadAt })
    result.events.push(...[...track.changed.values()].filter((event) => !same(event, track.before.get(event.id))))
  }
  return result
}

/** One metric's events while its windows are followed. */
interface Track {
  open: TrackedEvent | null
  /** Began in or after the windows: taken up again in their order when the windows show them. */
  spare: TrackedEvent[]
  before: ReadonlyMap<string, TrackedEvent>
  changed: Map<string, TrackedEvent>
}

function trackOf(
  of: AnomalyMetric,
  { events, earlier, first }: { events: readonly TrackedEvent[]; earlier: readonly BadWindow[] | null; first: number },
): Track {
  const own = events.filter(({ metric }) => metric === of)
  // What was going on when the first window was judged: begun before it, and not closed before it.
  const open = own.find(({ startedAt, endedAt, state }) => state !== 'withdrawn' && startedAt < first && (endedAt === null || endedAt >= first)) ?? null
  return {
    open: open && earlier ? asOf(open, earlier) : open,
    spare: own.filter(({ startedAt }) => startedAt >= first),
    before: new Map(own.map((event) => [event.id, event])),
    changed: new Map(),
  }
}

/** The event as it was known by the windows before. */
function asOf(event: TrackedEvent, earlier: readonly BadWindow[]): TrackedEvent {
  const windows = earlier.filter(({ metric, at }) => metric === event.metric && at >= event.startedAt)
  const worst = windows.reduce<BadWindow | null>((most, window) => (most === null || isWorse(window, most) ? window : most), null)
  return {
    ...event,
    state: 'ongoing',
    endedAt: null,
    lastBadAt: windows.at(-1)?.at ?? event.startedAt,
    worst: worst
      ? { severity: worst.severity, z: worst.z, impact: worst.impact, usual: worst.usual, observed: worst.observed, reason: worst.reason }
      : event.worst,
  }
}

interface Step {
  tool: TrackedTool
  metric: AnomalyMetric
  verdict: MetricVerdict
  at: number
  impact: number
  planned: boolean
  result: Replayed
  newId: (at: number) => string
}

function step(track: Track, { tool, metric, verdict, at, impact, planned, result, newId }: Step): void {
  // Most windows are as usual: nothing is told of them.
  const seen = verdict.found > 0 ? describe(metric, verdict, impact) : null
  const shown = verdict.found > 0 && !planned && (track.open === null || verdict.stillBad)
  if (shown && seen && verdict.expected) {
    const { low, high } = verdict.expected
    result.bad.push({ metric, at, confirmed: verdict.outcome === 'anomaly', expectedLow: low, expectedHigh: high, ...seen })
  }
  const followed = follow(track.open, verdict, { at, planned })
  switch (followed.change) {
    case 'opened': {
      if (!seen) return
      const again = track.spare.shift()
      track.open = { id: again?.id ?? newId(at), metric, state: 'ongoing', startedAt: at, lastBadAt: at, endedAt: null, worst: seen }
      return
    }
    case 'worse': {
      const { open } = track
      if (open) track.open = { ...open, lastBadAt: at, worst: seen && isWorse(seen, open.worst) ? seen : open.worst }
      return
    }
    case 'resolved':
    case 'expired': {
      const { open } = track
      if (!open) return
      track.changed.set(open.id, { ...open, state: followed.change, endedAt: at })
      track.open = null
      if (followed.change === 'expired') {
        // The new level is the normal from now on.
        const { parameters } = tool.memory
        parameters[metric] = { ...parameters[metric], usualFrom: open.startedAt, rate: metric === 'error_rate' ? verdict.observed : 0 }
      }
      return
    }
    case 'none':
    case 'unchanged':
  }
}

function describe(metric: AnomalyMetric, { usual, observed, z, reason }: MetricVerdict, impact: number): TrackedEvent['worst'] | null {
  if (usual === null) return null
  return { severity: severityOf(metric, { observed, usual }), z: z ?? 0, impact, usual, observed, reason }
}

function same(a: TrackedEvent, b: TrackedEvent | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
