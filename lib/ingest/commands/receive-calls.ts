import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { admit, chargeKey } from '../admission'
import { readBody } from '../body'
import { type IngestAnswer, MAX_ROWS, senderOf } from '../model'
import { type Lines, splitLines } from '../ndjson'
import { ingestCalls } from './ingest-calls'

const LINES = /^(application\/(x-ndjson|ndjson|jsonl|jsonlines|json))\s*(;|$)/i

/**
 * The fast path for calls: reads a request's lines and takes them.
 * @throws AppError unsupported, too_large, invalid, rate_limited, unavailable
 */
export function receiveCalls(ctx: Context, request: Request): Promise<IngestAnswer> {
  return admit(async () => {
    if (!LINES.test(request.headers.get('content-type') ?? '')) {
      throw new AppError('unsupported', 'Send one JSON object a line as application/x-ndjson.')
    }
    const lines = splitLines(await readBody(request), MAX_ROWS)
    chargeRows(ctx, lines)
    return ingestCalls(ctx, lines)
  })
}

/** Bounds the number of rows of a request and charges them to a tenant's key. */
export function chargeRows(ctx: Context, rows: Pick<Lines, 'count'>): void {
  if (rows.count > MAX_ROWS) throw new AppError('too_large', `A request may hold ${MAX_ROWS} rows.`)
  const sender = senderOf(ctx.actor)
  if (sender.keyId !== null && sender.organizationId !== null) chargeKey(sender.keyId, rows.count, ctx.now.getTime())
}

/** The answer of an ingest route: 207 when some rows were refused. */
export function ingestResponse(answer: IngestAnswer, requestId: string): Response {
  return Response.json(answer, { status: answer.rejected > 0 ? 207 : 200, headers: { 'cache-control': 'no-store', 'x-request-id': requestId } })
}
