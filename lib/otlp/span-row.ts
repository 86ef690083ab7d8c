import { type Fault, faults } from '@/lib/ingest/model'
import type { Attributes } from './model'
import type { Span } from './shapes'

/** Which attributes say what, the first that is there; ours before those of the semantic conventions. */
export const spanAttributes = {
  tool: ['pulsegrid.tool', 'gen_ai.tool.name'],
  consumer: ['pulsegrid.consumer', 'enduser.id', 'user.id'],
  status: ['http.response.status_code', 'http.status_code'],
  errorCode: ['pulsegrid.error_code', 'error.type', 'exception.type'],
  cost: ['pulsegrid.cost_usd'],
  fault: ['pulsegrid.fault'],
} as const

const NS_PER_MS = 1_000_000n
const SERVER = 2
const CONSUMER = 5
const ERROR = 2

/**
 * The call that a span tells of, in the form of /api/ingest/invocations; null when it names no tool. A tool that the
 * resource names stands for the spans that serve a request alone (kind SERVER or CONSUMER), or every inner step
 * would be a call. The identity is that of the span, so that a repeated export is the same call.
 */
export function spanRow(span: Span, resource: Attributes): Record<string, unknown> | null {
  const own = text(span.attributes, spanAttributes.tool)
  const tool = own ?? (span.kind === SERVER || span.kind === CONSUMER ? text(resource, spanAttributes.tool) : undefined)
  if (tool === undefined) return null
  const failed = span.status.code === ERROR
  const code = number(span.attributes, spanAttributes.status)
  const fault = text(span.attributes, spanAttributes.fault)
  return {
    // Without its ids a span has no identity: the row is refused.
    id: /^[0-9a-f]{32}$/.test(span.traceId) && /^[0-9a-f]{16}$/.test(span.spanId) ? `otlp:${span.traceId}:${span.spanId}` : undefined,
    tool,
    consumer: text(span.attributes, spanAttributes.consumer) ?? text(resource, spanAttributes.consumer),
    occurredAt: new Date(Number(span.startTimeUnixNano / NS_PER_MS)).toISOString(),
    status: code ?? (failed ? 'error' : 'ok'),
    latencyMs: span.endTimeUnixNano >= span.startTimeUnixNano ? Number(span.endTimeUnixNano - span.startTimeUnixNano) / Number(NS_PER_MS) : null,
    cost: number(span.attributes, spanAttributes.cost) ?? null,
    errorCode: text(span.attributes, spanAttributes.errorCode)?.slice(0, 200) ?? null,
    fault: faults.includes(fault as Fault) ? fault : null,
  }
}

function first(attributes: Attributes, keys: readonly string[]): Attributes[string] | undefined {
  const key = keys.find((each) => attributes[each] !== undefined && attributes[each] !== '')
  return key === undefined ? undefined : attributes[key]
}

function text(attributes: Attributes, keys: readonly string[]): string | undefined {
  const value = first(attributes, keys)
  return value === undefined ? undefined : String(value)
}

function number(attributes: Attributes, keys: readonly string[]): number | undefined {
  const value = first(attributes, keys)
  const parsed = value === undefined || typeof value === 'boolean' ? Number.NaN : Number(value)
  return Number.isFinite(parsed) ? parsed : undefined
}
