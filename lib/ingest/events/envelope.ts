import { z } from 'zod'
import { storableText, text } from '../model'

// CloudEvents 1.0: the attributes around the data of an event. Extension attributes are ignored.

export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: text(200),
  source: text(300),
  type: text(200),
  subject: text(200).optional(),
  time: z.iso.datetime({ offset: true }).optional(),
  datacontenttype: z
    .string()
    .regex(/^application\/([\w.-]+\+)?json\s*(;|$)/i, 'only JSON data is understood')
    .optional(),
  data: z.unknown().optional(),
  data_base64: z.string().optional(),
})
export type Envelope = z.infer<typeof envelopeSchema>

/** One event as it came in, or why it could not be read. */
export type Item = { value: unknown } | { problem: string }

/** The JSON data of an envelope, which may be written in base64. */
export function dataOf(envelope: Envelope): Item {
  if (envelope.data_base64 === undefined) return { value: envelope.data }
  if (envelope.data !== undefined) return { problem: 'The event has both data and data_base64.' }
  try {
    return { value: JSON.parse(Buffer.from(envelope.data_base64, 'base64').toString('utf8')) as unknown }
  } catch {
    return { problem: 'data_base64 does not hold JSON.' }
  }
}

/** True when every text in the value can be stored; deep objects included. */
export function storable(value: unknown): boolean {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.every(storable)
  if (typeof value === 'object' && value !== null) return Object.entries(value).every(([key, inner]) => storableText(key) && storable(inner))
  return true
}

const ATTRIBUTE_HEADER = /^ce-([a-z0-9]+)$/

/**
 * Binary mode: the attributes from ce-* headers (percent-encoded), the body as data. Null when the
 * headers hold no event.
 */
export function fromHeaders(headers: Headers, body: Buffer): Item | null {
  if (!headers.has('ce-specversion')) return null
  const attributes: Record<string, unknown> = {}
  for (const [header, value] of headers) {
    const name = ATTRIBUTE_HEADER.exec(header)?.[1]
    if (!name || name === 'data' || name === 'datacontenttype') continue
    try {
      attributes[name] = decodeURIComponent(value)
    } catch {
      return { problem: `The header ${header} is not percent-encoded.` }
    }
  }
  attributes.datacontenttype = headers.get('content-type') ?? 'application/json'
  try {
    if (body.length > 0) attributes.data = JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return { problem: 'The body is not valid JSON.' }
  }
  return { value: attributes }
}
