import { type SQL, sql } from 'drizzle-orm'
import { type LogNarrowing, levelsFrom } from '../filter'
import type { LogLine } from '../model'

/** Columns of a line, of a table `l`. */
export const lineColumns = sql`
  l.at, (extract(epoch from l.at) * 1000000)::bigint::text as at_micros, l.external_id, l.received_at, l.level, l.message, l.service, l.request_id, l.organization_id, l.fields,
  (select o.name from organizations o where o.id = l.organization_id) as organization`

export type LineRow = {
  at: Date | string
  at_micros: string
  external_id: string
  received_at: Date | string
  level: LogLine['level']
  message: string
  service: string | null
  request_id: string | null
  organization_id: string | null
  organization: string | null
  fields: Record<string, unknown> | null
}

export function toLine(row: LineRow): LogLine {
  return {
    at: new Date(row.at),
    atMicros: Number(row.at_micros),
    externalId: row.external_id,
    receivedAt: new Date(row.received_at),
    level: row.level,
    message: row.message,
    service: row.service,
    requestId: row.request_id,
    organizationId: row.organization_id,
    organization: row.organization,
    fields: row.fields,
  }
}

/** What a line `l` must fulfil besides its words and its moment. */
export function narrowing({ level, service, requestId, organizationId }: LogNarrowing): SQL[] {
  return [
    ...(level && level !== 'debug' ? [sql`l.level in ${levelsFrom(level)}`] : []),
    ...(service ? [sql`l.service = ${service}`] : []),
    ...(requestId ? [sql`l.request_id = ${requestId}`] : []),
    ...(organizationId ? [sql`l.organization_id = ${organizationId}`] : []),
  ]
}

/** The words of a search, as the index is asked. */
export function holdsWords(words: string): SQL {
  return sql`l.words @@ websearch_to_tsquery('simple', ${words})`
}

/** Conditions joined by and; none is true. */
export function every(conditions: SQL[]): SQL {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** A moment of microseconds since 1970, exactly. */
export function momentOf(micros: number): SQL {
  return sql`('epoch'::timestamptz + ${micros}::bigint * interval '1 microsecond')`
}
