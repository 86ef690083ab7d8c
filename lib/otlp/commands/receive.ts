import { withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { admit } from '@/lib/ingest/admission'
import { readBody } from '@/lib/ingest/body'
import { ingestCalls } from '@/lib/ingest/commands/ingest-calls'
import { chargeRows } from '@/lib/ingest/commands/receive-calls'
import { type IngestAnswer, MAX_FUTURE_MS, senderOf } from '@/lib/ingest/model'
import { MINUTE_DAYS } from '@/lib/metrics/model'
import { labelSetKey } from '@/lib/metrics/series/model'
import { keptFrom } from '@/lib/time'
import { type Encoding, type ExportOutcome, MAX_ITEMS } from '../model'
import { countPoints, type Point, readPoints } from '../points'
import type { ExportTraces } from '../shapes'
import { spanRow } from '../span-row'
import { decodeMetrics, decodeTraces } from '../wire'
import { storePoints } from './store-points'

const NS_PER_MS = 1_000_000n
/** Dropped attributes named in an answer. */
const MAX_NAMED = 10

/**
 * Takes the spans of a request: those that name a tool become calls, by the path of ingest; the others are passed
 * over. What is answered is committed, and sending it again changes nothing.
 * @returns what became of it, and the ingest's own answer for the count of rows
 * @throws AppError invalid, unsupported, too_large, rate_limited, unavailable
 */
export function receiveTraces(ctx: Context, request: Request, encoding: Encoding): Promise<ExportOutcome & { ingested: IngestAnswer | null }> {
  return admit(async () => {
    const spans = spansOf(decodeTraces(await readBody(request), encoding))
    bound(spans.length, 'spans')
    const rows = spans.flatMap(({ span, resource }) => spanRow(span, resource) ?? [])
    const passedOver = spans.length - rows.length
    const note = passedOver > 0 ? `${passedOver} spans without pulsegrid.tool are no calls and were passed over` : ''
    if (rows.length === 0) return { rejected: 0, message: note, ingested: null }
    chargeRows(ctx, { count: rows.length })
    const ingested = await ingestCalls(ctx, { count: rows.length, plain: false, parse: (index) => ({ value: rows[index] }) })
    return { rejected: ingested.rejected, message: sentence([...refusalsOf(ingested), note]), ingested }
  })
}

/**
 * Takes the points of a request: they are added to series of the sender's organization, each once.
 * @throws AppError invalid, unsupported, too_large, rate_limited, unavailable
 */
export function receiveMetrics(ctx: Context, request: Request, encoding: Encoding): Promise<ExportOutcome> {
  return admit(async () => {
    const decoded = decodeMetrics(await readBody(request), encoding)
    const total = countPoints(decoded)
    bound(total, 'data points')
    chargeRows(ctx, { count: total })
    const { organizationId } = senderOf(ctx.actor)
    const { points, refused, dropped } = readPoints(decoded, organizationId ?? '')
    const timely = points.filter((point) => {
      const reason = untimely(point, ctx.now)
      if (reason) refused.set(reason, (refused.get(reason) ?? 0) + 1)
      return reason === null
    })
    if (timely.length > 0) {
      const { mismatched } = await withPlatform(async (tx) => storePoints(tx, organizationId, timely, ctx.now))
      const others = new Set(mismatched.map(labelSetKey))
      const lost = timely.filter((point) => others.has(labelSetKey(point))).length
      if (lost > 0) refused.set('the metric is known as another kind', lost)
    }
    const rejected = [...refused.values()].reduce((sum, n) => sum + n, 0)
    const names = [...dropped].sort()
    const note =
      names.length > 0
        ? `attributes that are no dimension were dropped: ${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ' and more' : ''}`
        : ''
    return { rejected, message: sentence([...[...refused].map(([reason, n]) => `${n} refused: ${reason}`), note]) }
  })
}

function spansOf(request: ExportTraces) {
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ span, resource: resource.attributes }))),
  )
}

function bound(items: number, what: string): void {
  if (items > MAX_ITEMS) throw new AppError('too_large', `A request may hold ${MAX_ITEMS} ${what}.`)
}

/** Why a point's moment is not taken; null when it is. */
function untimely({ atNs }: Point, now: Date): string | null {
  const atMs = Number(atNs / NS_PER_MS)
  if (atMs > now.getTime() + MAX_FUTURE_MS) return 'the time lies in the future'
  if (atMs < keptFrom(now, MINUTE_DAYS).getTime()) return `the time lies before the minutes that are kept (${MINUTE_DAYS} days)`
  return null
}

function refusalsOf({ reasons, errors }: IngestAnswer): string[] {
  return Object.entries(reasons).map(([reason, n]) => `${n} refused: ${errors.find((error) => error.reason === reason)?.message ?? reason}`)
}

function sentence(parts: string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replace(/\.$/, ''))
    .join('; ')
}
