import type { AnomalyMetric, AnomalySeverity } from '@/lib/anomalies/model'
import { formatDateTime } from '@/lib/format'
import { metricWords } from './words'

// What the browser gets of a heat strip: once, for its bars and for the table behind them.

/** A stretch out of the ordinary: its place in steps from the strip's beginning, how unusual, and which metrics, the worst first. */
export type DrawnCell = [step: number, severity: AnomalySeverity, ...metrics: AnomalyMetric[]]

export interface DrawnRow {
  id: string
  name: string
  /** Oldest first. */
  cells: DrawnCell[]
}

/** What the cells are measured by. */
export interface HeatScale {
  /** Ends of the strip, Unix milliseconds. */
  from: number
  to: number
  /** Width of a cell. */
  stepMs: number
  /** From which z-score on it is how unusual. */
  limits: Record<AnomalySeverity, number>
  /** IANA zone of the moments. */
  zone: string
}

/** Heights of the bars: how unusual is a height alone. */
export const heights: Record<AnomalySeverity, number> = { warning: 4, critical: 9, urgent: 15 }
export const ROW = 20
export const BACKGROUND = 'fill-border-strong/60'

/** A moment of the strip in words. */
export function momentOf(step: number, { from, stepMs, zone }: HeatScale): string {
  return formatDateTime(new Date(from + step * stepMs), zone)
}

/** How unusual a stretch was, and by what. */
export function cellWords([, severity, ...metrics]: DrawnCell, { limits }: HeatScale): string {
  return `z over ${limits[severity]}, ${metrics.map((metric) => metricWords[metric].toLowerCase()).join(', ')}`
}
