import { DAY, floorTo, HOUR, type Window } from '@/lib/time'
import { type AnomalyMetric, type AnomalySeverity, anomalyMetrics, anomalySeverities } from './model'

// The heat strip: what the plain z-score said, tool by tool and stretch by stretch. It colours; it
// notifies nobody.

/** One tool's day as it is stored: 24 hours of four metrics, a byte each (0 nothing to 3 urgent). */
export interface MarkedDay {
  toolId: string
  dayAt: Date
  marks: Uint8Array
}

/** A stretch in which something of a tool was off. */
export interface HeatCell {
  from: Date
  to: Date
  /** The worst of its metrics and hours. */
  severity: AnomalySeverity
  /** The metrics that were off, the worst first. */
  metrics: AnomalyMetric[]
}

export interface HeatRow {
  toolId: string
  name: string
  /** Oldest first; stretches without anything are left out. */
  cells: HeatCell[]
}

export interface Heat {
  window: Window
  /** Width of a cell in ms. */
  stepMs: number
  /** The tools with most to show, the worst first. */
  rows: HeatRow[]
  /** Tools with something to show for which there was no room. */
  left: number
}

/** A cell spans so many hours, by how far back the strip looks. */
export function heatStep(days: number): number {
  return days <= 2 ? HOUR : days <= 7 ? 2 * HOUR : 8 * HOUR
}

/** The window of a strip that ends with the hour of `now`: whole cells. */
export function heatWindow(now: Date, days: number): Window {
  const step = heatStep(days)
  const to = new Date(floorTo(now, step).getTime() + step)
  return { from: new Date(to.getTime() - days * DAY), to }
}

/**
 * The strip of several tools. A cell is as bad as its worst hour and metric.
 * @param most tools at most
 */
export function heatOf(
  days: MarkedDay[],
  names: ReadonlyMap<string, string>,
  { window, stepMs, most }: { window: Window; stepMs: number; most: number },
): Heat {
  const tools = new Map<string, Map<number, number[]>>()
  for (const { toolId, dayAt, marks } of days) {
    if (!names.has(toolId)) continue
    const cells = tools.get(toolId) ?? new Map<number, number[]>()
    tools.set(toolId, cells)
    for (let hour = 0; hour < 24; hour++) {
      const at = dayAt.getTime() + hour * HOUR
      if (at < window.from.getTime() || at >= window.to.getTime()) continue
      const start = window.from.getTime() + Math.floor((at - window.from.getTime()) / stepMs) * stepMs
      anomalyMetrics.forEach((_, metric) => {
        const severity = marks[hour * anomalyMetrics.length + metric] ?? 0
        if (severity === 0) return
        const cell = cells.get(start) ?? anomalyMetrics.map(() => 0)
        cell[metric] = Math.max(cell[metric] ?? 0, severity)
        cells.set(start, cell)
      })
    }
  }
  const rows = [...tools]
    .filter(([, cells]) => cells.size > 0)
    .map(([toolId, cells]) => ({
      toolId,
      name: names.get(toolId) ?? '',
      cells: [...cells].sort(([a], [b]) => a - b).map(([start, levels]) => cellOf(start, stepMs, levels)),
    }))
    .sort((a, b) => weight(b.cells) - weight(a.cells) || a.name.localeCompare(b.name))
  return { window, stepMs, rows: rows.slice(0, most), left: Math.max(0, rows.length - most) }
}

function cellOf(start: number, stepMs: number, levels: number[]): HeatCell {
  const ranked = anomalyMetrics.map((metric, i) => ({ metric, level: levels[i] ?? 0 })).filter(({ level }) => level > 0)
  ranked.sort((a, b) => b.level - a.level)
  return {
    from: new Date(start),
    to: new Date(start + stepMs),
    severity: anomalySeverities[Math.min(3, ranked[0]?.level ?? 1) - 1] ?? 'warning',
    metrics: ranked.map(({ metric }) => metric),
  }
}

// Four warnings weigh as much as one critical cell, four of those as much as an urgent one.
function weight(cells: HeatCell[]): number {
  return cells.reduce((sum, { severity }) => sum + 4 ** anomalySeverities.indexOf(severity), 0)
}
