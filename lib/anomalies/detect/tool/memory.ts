import { type AnomalyMetric, anomalyMetrics, type DetectorParameters } from '@/lib/anomalies/model'
import { emptySlot, HALF_HOUR, keepHalfHour, SLOTS, type Slot, slotAt, WINDOW } from './half-hours'
import { type Finding, judgeMetric, type MetricVerdict } from './judge'
import { type MetricConfig, metricConfig, type ToolWindow, unknownParameters } from './model'
import { estimateParameters } from './parameters'

// What is remembered of a tool from one window to the next: its latest windows with what was found in
// them, its half hours by time of day, and what they say about it. Plain data; whoever keeps it
// (a simulation in memory, the pass in tables) gets the same verdicts.

export interface ToolMemory {
  /** Start of the first known window, ms. */
  knownFrom: number
  /** The latest windows, one every five minutes without a gap, oldest first, with what was found in each by metric. */
  recent: { window: ToolWindow; findings: readonly Finding[] }[]
  /** Windows in a row without a call that came before the recent ones. */
  silentBefore: number
  parameters: DetectorParameters
  /** By index; those that the next windows need, or all. */
  slots: Map<number, Slot>
}

/** What the caller knows besides. */
export interface Observation {
  /** Since when (ms) an anomaly of the metric goes on; null while none does. */
  openSince: Record<AnomalyMetric, number | null>
  /** A planned event covers the window: it is not learned from. */
  planned: boolean
  /** Asks more of metrics that are rarely confirmed. */
  config: Record<AnomalyMetric, MetricConfig>
}

/** Enough to judge the window before the latest again: its half hour, and the findings before it. */
export const RECENT = 9

export const shippedConfig: Record<AnomalyMetric, MetricConfig> = {
  error_rate: metricConfig,
  latency: metricConfig,
  invocations: metricConfig,
  revenue: metricConfig,
}
export const nothingOpen: Observation['openSince'] = { error_rate: null, latency: null, invocations: null, revenue: null }

export function emptyMemory(knownFrom: number): ToolMemory {
  return {
    knownFrom,
    recent: [],
    silentBefore: 0,
    parameters: { error_rate: unknownParameters, latency: unknownParameters, invocations: unknownParameters, revenue: unknownParameters },
    slots: new Map(),
  }
}

/**
 * Judges the next window of a tool and remembers it; at the end of a half hour that becomes part of what
 * is usual.
 * @param memory changed in place; must hold the slots of the window's half hour and of the one before
 * @param window follows the latest one without a gap (a window without a call is a window)
 * @returns the verdicts, and the slot that was changed, if one was
 */
export function observeTool(
  memory: ToolMemory,
  window: ToolWindow,
  observation: Observation,
): { verdicts: Record<AnomalyMetric, MetricVerdict>; kept: number | null } {
  const windows = [...memory.recent.map((seen) => seen.window), window]
  const here = slotAt(window.at)
  const slots = { here: memory.slots.get(here), before: memory.slots.get((here + SLOTS - 1) % SLOTS) }
  const judge = (metric: AnomalyMetric, index: number, usualCalls: number | null = null) =>
    judgeMetric(
      metric,
      { recent: windows, silentBefore: memory.silentBefore, findings: memory.recent.map(({ findings }) => findings[index] ?? 0) },
      { knownFrom: memory.knownFrom, parameters: memory.parameters[metric], slots, openSince: observation.openSince[metric], usualCalls },
      observation.config[metric],
    )
  const [errors, latency, invocations] = [judge('error_rate', 0), judge('latency', 1), judge('invocations', 2)]
  const revenue = judge('revenue', 3, invocations.usual)
  const verdicts = { error_rate: errors, latency, invocations, revenue }
  push(memory, window, [errors.found, latency.found, invocations.found, revenue.found])
  return { verdicts, kept: keep(memory, window.at, here, observation.planned) }
}

/** Remembers a window that nobody wants judged: what was found in it is not known afterwards. Otherwise as observeTool. */
export function rememberWindow(memory: ToolMemory, window: ToolWindow, planned: boolean): number | null {
  push(memory, window, [0, 0, 0, 0])
  return keep(memory, window.at, slotAt(window.at), planned)
}

/** Forgets the windows that ended after the moment, as if they had not been seen. False when that is further back than is remembered. */
export function forgetAfter(memory: ToolMemory, at: number): boolean {
  const kept = memory.recent.filter(({ window }) => window.at <= at)
  // Judging the next one looks at the half hour before it, and at the findings of the window before.
  if (kept.length < HALF_HOUR / WINDOW) return false
  memory.recent = kept
  return true
}

/** Takes stock of what is usual for a tool: all its slots are there. */
export function takeStock(memory: ToolMemory, now: number): void {
  for (const metric of anomalyMetrics)
    memory.parameters[metric] = estimateParameters(memory.slots, metric, { now, usualFrom: memory.parameters[metric].usualFrom })
}

function push(memory: ToolMemory, window: ToolWindow, findings: readonly Finding[]): void {
  memory.recent.push({ window, findings })
  while (memory.recent.length > RECENT) {
    const gone = memory.recent.shift()
    memory.silentBefore = gone && gone.window.calls > 0 ? 0 : memory.silentBefore + 1
  }
}

function keep(memory: ToolMemory, at: number, index: number, planned: boolean): number | null {
  if (at % HALF_HOUR !== 0 || planned) return null
  const windows = memory.recent.slice(-HALF_HOUR / WINDOW).map(({ window }) => window)
  // A half hour that was begun before the tool was known says too little.
  if (windows.length < HALF_HOUR / WINDOW) return null
  const slot = memory.slots.get(index) ?? emptySlot()
  keepHalfHour(slot, at, windows)
  memory.slots.set(index, slot)
  return index
}
