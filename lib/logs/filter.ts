import { z } from 'zod'
import { DAY, floorTo, HOUR, MINUTE } from '@/lib/time'
import { COUNTED_MS } from './histogram'
import { type LogLevel, logLevels } from './model'
import { searchText } from './search-text'

/** How far back the list may look by one choice; 30 days is all that is kept unless the operator chose otherwise. */
export const logSpans = {
  '15m': { label: '15 minutes', ms: 15 * MINUTE },
  '1h': { label: 'hour', ms: HOUR },
  '6h': { label: '6 hours', ms: 6 * HOUR },
  '24h': { label: '24 hours', ms: DAY },
  '7d': { label: '7 days', ms: 7 * DAY },
  '14d': { label: '14 days', ms: 14 * DAY },
  '30d': { label: '30 days', ms: 30 * DAY },
} as const
export type LogSpan = keyof typeof logSpans
const spans = Object.keys(logSpans) as [LogSpan, ...LogSpan[]]
export const DEFAULT_SPAN: LogSpan = '24h'

/** What a list of lines is narrowed by, whenever it is. */
export interface LogNarrowing {
  /** As typed; '' for none. */
  typed: string
  /** The same as Postgres is asked (search-text.ts). */
  words: string
  /** Lines as grave as this, or graver. */
  level: LogLevel | null
  service: string | null
  requestId: string | null
  organizationId: string | null
}

/** What a list of lines is narrowed by. */
export interface LogFilter extends LogNarrowing {
  from: Date
  /** Null: up to now, and what comes. */
  to: Date | null
  /** The span that was chosen; null: an own range. */
  span: LogSpan | null
}

/** The parameters of page, export and API. */
export const logQuerySchema = z.strictObject({
  q: z.string().max(500).default(''),
  level: z.enum(logLevels).optional().describe('Lines of this level and graver ones.'),
  service: z.string().min(1).max(100).optional(),
  request: z.string().min(1).max(200).optional().describe('Request id.'),
  organization: z.uuid().optional(),
  span: z.enum(spans).optional().describe('How far back from now; 24h when no range is given.'),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
})

/** The filter of well-formed parameters. A range that ends before it begins holds nothing. */
export function logFilterOf(query: z.infer<typeof logQuerySchema>, now: Date): LogFilter {
  const own = query.from !== undefined || query.to !== undefined
  const span = own ? null : (query.span ?? DEFAULT_SPAN)
  const to = query.to === undefined ? null : new Date(query.to)
  const from = span ? startOf(span, now) : query.from !== undefined ? new Date(query.from) : new Date((to ?? now).getTime() - logSpans[DEFAULT_SPAN].ms)
  return {
    typed: query.q.trim(),
    words: searchText(query.q),
    level: query.level ?? null,
    service: query.service ?? null,
    requestId: query.request ?? null,
    organizationId: query.organization ?? null,
    from,
    to,
    span,
  }
}

/** Long spans begin at full five minutes, as lines are counted by them. */
function startOf(span: LogSpan, now: Date): Date {
  const from = new Date(now.getTime() - logSpans[span].ms)
  return span === '15m' ? from : floorTo(from, COUNTED_MS)
}

/** The filter of an address: what makes no sense is left out, never an error. */
export function readLogFilter(params: Record<string, string>, now: Date): LogFilter {
  const known = Object.entries(logQuerySchema.shape).flatMap(([name, type]) => {
    const given = params[name] === undefined ? null : type.safeParse(name === 'from' || name === 'to' ? isoOf(params[name]) : params[name])
    return given?.success ? [[name, given.data]] : []
  })
  return logFilterOf(logQuerySchema.parse(Object.fromEntries(known)), now)
}

/** What a field for date and time sends (2026-03-02T09:00, UTC) as a moment; other forms as they are. */
function isoOf(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00Z` : text
}

/** The same filter as parameters of an address. */
export function logParams({ typed, level, service, requestId, organizationId, from, to, span }: LogFilter): Record<string, string> {
  return {
    ...(typed ? { q: typed } : {}),
    ...(level ? { level } : {}),
    ...(service ? { service } : {}),
    ...(requestId ? { request: requestId } : {}),
    ...(organizationId ? { organization: organizationId } : {}),
    ...(span ? (span === DEFAULT_SPAN ? {} : { span }) : { from: from.toISOString(), ...(to ? { to: to.toISOString() } : {}) }),
  }
}

/** The levels that a filter lets through. */
export function levelsFrom(level: LogLevel): LogLevel[] {
  return logLevels.slice(logLevels.indexOf(level))
}
