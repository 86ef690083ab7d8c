import { z } from 'zod'
import type { Attributes } from './model'

// The parts of OTLP that are read, from both encodings: 64-bit integers come as text or numbers, bytes as
// hexadecimal text (JSON) or bytes (protobuf), numbers that JSON cannot write as text.

const nanos = z
  .union([z.string().regex(/^\d{1,20}$/), z.int().min(0)])
  .transform(BigInt)
  .default(0n)
const count = z.union([z.string().regex(/^\d{1,20}$/), z.int().min(0)]).transform(Number)
const double = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).transform(Number)
const id = z
  .union([z.string().max(64), z.instanceof(Uint8Array)])
  .transform((value) => (typeof value === 'string' ? value.toLowerCase() : Buffer.from(value).toString('hex')))
  .default('')

const anyValue = z
  .object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: double.optional(),
  })
  .transform(({ stringValue, boolValue, intValue, doubleValue }) => stringValue ?? boolValue ?? (intValue === undefined ? doubleValue : Number(intValue)))

const attributes = z
  .array(z.object({ key: z.string(), value: anyValue.nullish() }))
  .default([])
  .transform((pairs): Attributes => {
    const found: Attributes = {}
    for (const { key, value } of pairs) if (value !== undefined && value !== null) found[key] = value
    return found
  })

const resource = z.object({ attributes }).default({ attributes: {} })
const scope = z.object({ name: z.string().default('') }).default({ name: '' })

const span = z.object({
  traceId: id,
  spanId: id,
  name: z.string().default(''),
  /** 2 SERVER, 5 CONSUMER. */
  kind: z.int().default(0),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  /** code 1 OK, 2 ERROR. */
  status: z.object({ code: z.int().default(0) }).default({ code: 0 }),
})
export type Span = z.infer<typeof span>

export const exportTracesSchema = z.object({
  resourceSpans: z.array(z.object({ resource, scopeSpans: z.array(z.object({ spans: z.array(span).default([]) })).default([]) })).default([]),
})
export type ExportTraces = z.infer<typeof exportTracesSchema>

const pointParts = { attributes, startTimeUnixNano: nanos, timeUnixNano: nanos, /** 1: no recorded value. */ flags: z.int().default(0) }

const numberPoint = z.object({ ...pointParts, asDouble: double.optional(), asInt: z.union([z.string(), z.number()]).transform(Number).optional() })
export type NumberPoint = z.infer<typeof numberPoint>

const explicitPoint = z.object({
  ...pointParts,
  count,
  sum: double.optional(),
  min: double.optional(),
  max: double.optional(),
  bucketCounts: z.array(count).default([]),
  explicitBounds: z.array(double).default([]),
})
export type ExplicitPoint = z.infer<typeof explicitPoint>

const buckets = z.object({ offset: z.int().default(0), bucketCounts: z.array(count).max(10_000).default([]) }).default({ offset: 0, bucketCounts: [] })
const exponentialPoint = z.object({
  ...pointParts,
  count,
  sum: double.optional(),
  min: double.optional(),
  max: double.optional(),
  scale: z.int().min(-20).max(40).default(0),
  zeroCount: count.default(0),
  positive: buckets,
  negative: buckets,
})
export type ExponentialPoint = z.infer<typeof exponentialPoint>

/** 1 DELTA, 2 CUMULATIVE. */
const aggregationTemporality = z.int().default(0)

const metric = z.object({
  name: z.string().default(''),
  unit: z.string().default(''),
  gauge: z.object({ dataPoints: z.array(numberPoint).default([]) }).optional(),
  sum: z.object({ dataPoints: z.array(numberPoint).default([]), aggregationTemporality, isMonotonic: z.boolean().default(false) }).optional(),
  histogram: z.object({ dataPoints: z.array(explicitPoint).default([]), aggregationTemporality }).optional(),
  exponentialHistogram: z.object({ dataPoints: z.array(exponentialPoint).default([]), aggregationTemporality }).optional(),
  /** Of old senders; has no distribution that could be merged. */
  summary: z.object({ dataPoints: z.array(z.unknown()).default([]) }).optional(),
})
export type OtlpMetric = z.infer<typeof metric>

export const exportMetricsSchema = z.object({
  resourceMetrics: z.array(z.object({ resource, scopeMetrics: z.array(z.object({ scope, metrics: z.array(metric).default([]) })).default([]) })).default([]),
})
export type ExportMetrics = z.infer<typeof exportMetricsSchema>
