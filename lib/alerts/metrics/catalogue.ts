import { judgedMetrics } from './catalogue/judged'
import { CUSTOM_PREFIX, customMetric, type SeriesMetric, systemMetrics } from './catalogue/system'
import { toolMetrics } from './catalogue/tool'
import type { CatalogueMetric } from './model'

/** Every metric that a rule may name, but for custom ones: those are named by who sends them. */
export const catalogue: readonly CatalogueMetric[] = [...systemMetrics, ...toolMetrics, ...judgedMetrics]

const byKey = new Map(catalogue.map((metric) => [metric.key, metric]))
const seriesByKey = new Map(systemMetrics.map((metric) => [metric.key, metric]))

/** The metric of a key; custom:<name> for what arrives by ingest or OTLP. Null: there is none. */
export function findMetric(key: string): CatalogueMetric | null {
  return byKey.get(key) ?? findCustom(key)
}

/** How a metric is read from the series tables; null for those of other sources. */
export function findSeriesMetric(key: string): SeriesMetric | null {
  return seriesByKey.get(key) ?? findCustom(key)
}

function findCustom(key: string): SeriesMetric | null {
  const name = key.startsWith(CUSTOM_PREFIX) ? key.slice(CUSTOM_PREFIX.length) : ''
  return /^[A-Za-z_][A-Za-z0-9_.:/-]{0,199}$/.test(name) ? customMetric(name) : null
}
