import type { Dimensions } from '@/lib/dimensions'
import type { MetricKind, TotalRow } from '@/lib/meter'
import { type Sketch, sketchKey } from '@/lib/sketch'
import { ownMetrics } from './own-metrics'

/** The two texts that Prometheus reads: its own (0.0.4) and OpenMetrics 1.0. */
export const expositionFormats = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const
export type ExpositionFormat = keyof typeof expositionFormats

const PREFIX = 'pulsegrid_'

/** Upper bounds of the buckets of durations, in seconds: from a cached answer to the longest job. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900]

/** What one metric is called outside, and how its values are turned into base units. */
interface Family {
  name: string
  kind: MetricKind
  help: string
  /** Of a value, to have it in the unit of the name. */
  scale: number
  rows: TotalRow[]
}

/** The format that an Accept header asks for; Prometheus text unless OpenMetrics is named. */
export function formatOf(accept: string | null): ExpositionFormat {
  return /\bapplication\/openmetrics-text\b/i.test(accept ?? '') ? 'openmetrics' : 'prometheus'
}

/**
 * Metrics as text for Prometheus: names with a prefix and base units (milliseconds become seconds), help, type, and
 * for histograms the cumulative buckets above. The counts of buckets come from sketches: a value within 4 % of a
 * bound may be counted on its other side. Metrics by name, label sets in the given order.
 */
export function exposition(rows: TotalRow[], format: ExpositionFormat): string {
  const lines = familiesOf(rows).flatMap((family) => linesOf(family, format))
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function familiesOf(rows: TotalRow[]): Family[] {
  const families = new Map<string, Family>()
  for (const row of rows) {
    const family = families.get(row.metric) ?? { ...outsideName(row.metric), kind: row.kind, help: ownMetrics[row.metric]?.help ?? row.metric, rows: [] }
    family.rows.push(row)
    families.set(row.metric, family)
  }
  return [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function outsideName(metric: string): { name: string; scale: number } {
  if (metric.endsWith('_ms')) return { name: `${PREFIX}${metric.slice(0, -'_ms'.length)}_seconds`, scale: 1 / 1000 }
  return { name: PREFIX + metric, scale: 1 }
}

function linesOf({ name, kind, help, scale, rows }: Family, format: ExpositionFormat): string[] {
  // OpenMetrics names the family of a counter without its suffix.
  const family = format === 'openmetrics' && kind === 'counter' ? name.replace(/_total$/, '') : name
  const lines = [`# HELP ${family} ${escapeHelp(help, format)}`, `# TYPE ${family} ${kind}`]
  for (const row of rows) {
    if (kind === 'histogram') lines.push(...bucketLines(name, row, scale))
    else lines.push(`${name}${labels(row.dimensions)} ${number((kind === 'counter' ? row.sum : row.last) * scale)}`)
  }
  return lines
}

function bucketLines(name: string, { dimensions, sketch, count, sum }: TotalRow, scale: number): string[] {
  const bounds = BUCKETS_SECONDS.map((bound) => ({ le: bound, n: countUpTo(sketch, bound / scale) }))
  return [
    ...bounds.map(
      ({ le, n }) =>
        `${name}_bucket${labels(dimensions, le.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 4, useGrouping: false }))} ${n}`,
    ),
    `${name}_bucket${labels(dimensions, '+Inf')} ${count}`,
    `${name}_sum${labels(dimensions)} ${number(sum * scale)}`,
    `${name}_count${labels(dimensions)} ${count}`,
  ]
}

function countUpTo(sketch: Sketch | null, value: number): number {
  const last = sketchKey(value)
  return (sketch?.keys ?? []).reduce((sum, key, i) => (key <= last ? sum + (sketch?.counts[i] ?? 0) : sum), 0)
}

function labels(dimensions: Dimensions, le?: string): string {
  const pairs = Object.entries(dimensions).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  if (le !== undefined) pairs.push(`le="${le}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}

function escapeHelp(help: string, format: ExpositionFormat): string {
  const escaped = help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
  return format === 'openmetrics' ? escaped.replace(/"/g, '\\"') : escaped
}

function number(value: number): string {
  // Twelve digits: seconds of milliseconds are not 0.30000000000000004.
  return String(Number(value.toPrecision(12)))
}
