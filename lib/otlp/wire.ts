import protobuf from 'protobufjs/light'
import { AppError } from '@/lib/errors'
import descriptor from './descriptor.json'
import type { Encoding, ExportOutcome, Signal } from './model'
import { type ExportMetrics, type ExportTraces, exportMetricsSchema, exportTracesSchema } from './shapes'

const root = protobuf.Root.fromJSON(descriptor)
const service = (signal: Signal) =>
  `opentelemetry.proto.collector.${signal === 'traces' ? 'trace' : 'metrics'}.v1.Export${signal === 'traces' ? 'Trace' : 'Metrics'}Service`
const rejectedField = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints' } as const

export const contentTypes: Record<Encoding, string> = { json: 'application/json', protobuf: 'application/x-protobuf' }

/** How a request says that it is written; null: neither way. */
export function encodingOf(contentType: string | null): Encoding | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  return type === contentTypes.json ? 'json' : type === contentTypes.protobuf ? 'protobuf' : null
}

/**
 * The spans of a request's body. Unknown fields are passed over.
 * @throws AppError invalid
 */
export function decodeTraces(body: Buffer, encoding: Encoding): ExportTraces {
  return parse(exportTracesSchema, plainRequest(body, encoding, 'traces'))
}

/**
 * The metrics of a request's body.
 * @throws AppError invalid
 */
export function decodeMetrics(body: Buffer, encoding: Encoding): ExportMetrics {
  return parse(exportMetricsSchema, plainRequest(body, encoding, 'metrics'))
}

/** The answer to a request that was taken: empty unless something was refused or is worth knowing. */
export function encodeOutcome({ rejected, message }: ExportOutcome, signal: Signal, encoding: Encoding): Uint8Array {
  const partialSuccess =
    rejected > 0 || message !== '' ? { [rejectedField[signal]]: encoding === 'json' ? String(rejected) : rejected, errorMessage: message } : undefined
  return encode(`${service(signal)}Response`, partialSuccess ? { partialSuccess } : {}, encoding)
}

/** google.rpc.Status, which every refusal carries. */
export function encodeStatus(code: number, message: string, encoding: Encoding): Uint8Array {
  return encode('google.rpc.Status', { code, message }, encoding)
}

function encode(type: string, value: Record<string, unknown>, encoding: Encoding): Uint8Array {
  if (encoding === 'json') return Buffer.from(JSON.stringify(value))
  const message = root.lookupType(type)
  return message.encode(message.fromObject(value)).finish()
}

function plainRequest(body: Buffer, encoding: Encoding, signal: Signal): unknown {
  try {
    if (encoding === 'json') return JSON.parse(body.toString('utf8'))
    const message = root.lookupType(`${service(signal)}Request`)
    return message.toObject(message.decode(body), { longs: String, enums: Number })
  } catch {
    throw new AppError('invalid', `The body is no valid ${encoding === 'json' ? 'JSON' : 'protobuf'} of an OTLP ${signal} request.`)
  }
}

function parse<T>(
  schema: { safeParse: (value: unknown) => { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } } },
  value: unknown,
): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError('invalid', `The request is no OTLP: ${issue?.path.join('.')}: ${issue?.message}`)
}
