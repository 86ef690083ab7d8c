// OTLP/HTTP: what OpenTelemetry's exporters send (protocol 1.x, opentelemetry-proto). Spans that name a tool
// become calls by the path of ingest; metrics become series of the sender's organization. Reads nothing;
// writes metric_streams, the series of lib/metrics and, through ingest, calls.
// descriptor.json is opentelemetry-proto 1.x (Apache-2.0, The OpenTelemetry Authors) without its services, with
// names as JSON has them, and google.rpc.Status.

export type Signal = 'traces' | 'metrics'
/** How a request is written; the answer is written the same way. */
export type Encoding = 'json' | 'protobuf'

/** Spans or data points that one request may hold. */
export const MAX_ITEMS = 10_000

/** What became of a request. */
export interface ExportOutcome {
  /** Spans or points that were refused; everything else is committed, or was there already. */
  rejected: number
  /** Why, and what else the sender should know; empty when there is nothing to say. */
  message: string
}

/** Attributes of one thing, by key; what is no text, number or truth is left out. */
export type Attributes = Record<string, string | number | boolean>
