import { type DimensionKey, dimensionKeys } from '@/lib/dimensions'
import type { Aggregation, CatalogueMetric, MetricUnit } from '../model'

// What the product and the platform measure of themselves, minute by minute, by these very names
// (lib/metrics). Durations of everything that is timed are histograms, levels are gauges, what happens is
// counted.

/** How a metric of the catalogue is read from the series: by another name, or as a part of it. */
export interface SeriesMetric extends CatalogueMetric {
  /** Name of the series; several metrics may be read from one. */
  series: string
  /** Only series whose dimension begins so; with ratio they are the numerator over all. */
  part: { dimension: DimensionKey; prefix: string } | null
  ratio: boolean
}

const ofCounter: readonly Aggregation[] = ['sum', 'rate']
const ofGauge: readonly Aggregation[] = ['last', 'avg', 'min', 'max']
const ofHistogram: readonly Aggregation[] = ['p95', 'p50', 'p99', 'avg', 'max']

interface Declared {
  key: string
  label: string
  description: string
  unit?: MetricUnit
  dimensions?: CatalogueMetric['dimensions']
  aggregations?: readonly Aggregation[]
  worse?: 'up' | 'down'
  series?: string
  part?: SeriesMetric['part']
  ratio?: boolean
}

const serverError: SeriesMetric['part'] = { dimension: 'status_code', prefix: '5' }

const platformMetrics: Declared[] = [
  {
    key: 'api_requests_total',
    label: 'API requests',
    description: 'Requests that the HTTP routes of this installation answered.',
    dimensions: ['route', 'status_code'],
  },
  {
    key: 'api_errors_total',
    label: 'API errors',
    description: 'Requests that were answered with a status of 500 or above.',
    dimensions: ['route', 'status_code'],
    series: 'api_requests_total',
    part: serverError,
  },
  {
    key: 'api_error_ratio',
    label: 'API error ratio',
    description: 'Requests answered with a status of 500 or above, of all requests.',
    unit: 'ratio',
    dimensions: ['route'],
    aggregations: ['avg'],
    series: 'api_requests_total',
    part: serverError,
    ratio: true,
  },
  {
    key: 'api_request_duration_ms',
    label: 'API request duration',
    description: 'How long the HTTP routes of this installation took to answer.',
    unit: 'ms',
    dimensions: ['route'],
    aggregations: ofHistogram,
  },
  { key: 'builds_total', label: 'Builds', description: 'Builds of projects, by how they ended: succeeded, failed, cancelled.', dimensions: ['status'] },
  {
    key: 'build_duration_seconds',
    label: 'Build duration',
    description: 'How long builds took.',
    unit: 'seconds',
    aggregations: ofHistogram,
  },
  {
    key: 'webhook_events_total',
    label: 'Webhook events',
    description: 'Webhooks that providers sent to this installation, by what became of them.',
    dimensions: ['provider', 'status'],
  },
  {
    key: 'webhook_deliveries_total',
    label: 'Webhook deliveries',
    description: 'Webhooks to publishers, by how they ended: delivered or failed.',
    dimensions: ['status'],
  },
  { key: 'payment_events_total', label: 'Payment events', description: 'Payments, refunds and subscriptions, by type.', dimensions: ['type'] },
  {
    key: 'active_users_hourly',
    label: 'Active users',
    description: 'Distinct people who were active in the hour.',
    aggregations: ofGauge,
    worse: 'down',
  },
  { key: 'job_runs_total', label: 'Job runs', description: 'Runs of background jobs, by job and by how they ended.', dimensions: ['type', 'status'] },
  {
    key: 'job_failures_total',
    label: 'Failed job runs',
    description: 'Runs of background jobs that failed, by job.',
    dimensions: ['type'],
    series: 'job_runs_total',
    part: { dimension: 'status', prefix: 'failed' },
  },
  {
    key: 'job_duration_ms',
    label: 'Job duration',
    description: 'How long background jobs ran, by job.',
    unit: 'ms',
    dimensions: ['type'],
    aggregations: ofHistogram,
  },
  {
    key: 'queue_depth',
    label: 'Queue depth',
    description: 'Messages that wait to be sent, by queue: mail, webhook, channel.',
    dimensions: ['queue'],
    aggregations: ofGauge,
  },
  {
    key: 'queue_oldest_seconds',
    label: 'Oldest waiting message',
    description: 'How long the message that is due for longest has waited, by queue.',
    unit: 'seconds',
    dimensions: ['queue'],
    aggregations: ofGauge,
  },
  { key: 'outbox_depth', label: 'Outbox', description: 'Mails in the outbox, by state.', dimensions: ['status'], aggregations: ofGauge },
  { key: 'db_connections', label: 'Database connections', description: 'Connections that are open to the database.', aggregations: ofGauge },
  { key: 'db_query_ms', label: 'Database query time', description: 'How long the database takes to answer.', unit: 'ms', aggregations: ofHistogram },
  { key: 'ingest_rows_total', label: 'Ingested rows', description: 'Rows that arrived, by what became of them.', dimensions: ['status'], worse: 'down' },
  {
    key: 'process_resident_bytes',
    label: 'Memory of the process',
    description: 'Resident memory of a server process.',
    unit: 'bytes',
    aggregations: ofGauge,
  },
  {
    key: 'event_loop_lag_ms',
    label: 'Event loop lag',
    description: 'How late the server process gets to what is due: high when it computes for too long at a stretch.',
    unit: 'ms',
    aggregations: ofGauge,
  },
  {
    key: 'alert_evaluation_lag_seconds',
    label: 'Alert evaluation lag',
    description: 'How long after the end of a minute its alert rules had been judged.',
    unit: 'seconds',
    aggregations: ofGauge,
  },
  {
    key: 'synthetic_breach',
    label: 'Synthetic breach',
    description: 'A bad value that the product records every ten minutes to time its own alerts.',
    aggregations: ['max', 'last'],
  },
]

export const systemMetrics: SeriesMetric[] = platformMetrics.map((metric) => ({
  key: metric.key,
  label: metric.label,
  description: metric.description,
  source: 'system',
  unit: metric.unit ?? 'count',
  scopes: ['platform'],
  dimensions: metric.dimensions ?? [],
  resolutionMinutes: 1,
  aggregations: metric.aggregations ?? ofCounter,
  worse: metric.worse ?? 'up',
  series: metric.series ?? metric.key,
  part: metric.part ?? null,
  ratio: metric.ratio ?? false,
}))

/** Prefix of the keys of metrics that arrive by ingest or OTLP: custom:<name>. */
export const CUSTOM_PREFIX = 'custom:'

/**
 * A metric that its sender has named. It may be a counter, a gauge or a histogram, so that every aggregation
 * is offered; one that its values do not have reads as missing.
 */
export function customMetric(name: string): SeriesMetric {
  return {
    key: `${CUSTOM_PREFIX}${name}`,
    label: name,
    description: 'A metric that arrives by ingest or OTLP.',
    source: 'system',
    unit: 'count',
    scopes: ['platform', 'organization'],
    dimensions: dimensionKeys,
    resolutionMinutes: 1,
    aggregations: ['avg', 'sum', 'rate', 'min', 'max', 'last', 'p50', 'p95', 'p99'],
    worse: 'up',
    series: name,
    part: null,
    ratio: false,
  }
}
