import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { admit } from '../admission'
import { readBody } from '../body'
import { fromHeaders, type Item } from '../events/envelope'
import { type IngestAnswer, MAX_ROWS } from '../model'
import { splitLines } from '../ndjson'
import { ingestEvents } from './events/ingest-events'
import { chargeRows } from './receive-calls'

/**
 * Reads a request's CloudEvents in any mode (one structured, a batch, lines, or one in headers) and
 * takes them.
 * @throws AppError unsupported, too_large, invalid, rate_limited, unavailable
 */
export function receiveEvents(ctx: Context, request: Request): Promise<IngestAnswer> {
  return admit(async () => {
    const items = readItems(request.headers, await readBody(request))
    chargeRows(ctx, { count: items.length })
    return ingestEvents(ctx, items)
  })
}

function readItems(headers: Headers, body: Buffer): Item[] {
  const contentType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (contentType === 'application/cloudevents+json') return [{ value: parseWhole(body) }]
  if (contentType === 'application/cloudevents-batch+json') {
    const batch = parseWhole(body)
    if (!Array.isArray(batch)) throw new AppError('invalid', 'A batch is a JSON array of events.')
    return batch.map((value: unknown) => ({ value }))
  }
  if (/^application\/(x-ndjson|ndjson|jsonl|jsonlines)$/.test(contentType)) {
    const lines = splitLines(body, MAX_ROWS)
    return Array.from({ length: lines.count }, (_, index) => lines.parse(index))
  }
  const binary = fromHeaders(headers, body)
  if (binary) return [binary]
  throw new AppError(
    'unsupported',
    'Send CloudEvents: application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson, or ce-* headers.',
  )
}

function parseWhole(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    throw new AppError('invalid', 'The body is not valid JSON.')
  }
}
