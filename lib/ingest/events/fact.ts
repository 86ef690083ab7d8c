import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { eventData, Noun } from './types'

type Data<N extends Noun> = z.infer<(typeof eventData)[N]>

/** One event whose form is good. */
export interface Fact<N extends Noun = Noun> {
  /** Places of the events that it stands for, in the request. */
  places: number[]
  source: string
  eventId: string
  data: Data<N>
  /** The event's time, or when it came in: milliseconds since 1970. */
  atMs: number
}

export interface Column<N extends Noun> {
  /** Postgres type. */
  type: string
  /** The reported value; undefined: not reported, what is stored stays. */
  value: (data: Data<N>) => unknown
  /** For a new row when nothing is reported. */
  otherwise?: (fact: Fact<N>) => unknown
}

interface Reference<N extends Noun> {
  /** Table and uuid column that the external id leads to. */
  table: 'tools' | 'consumers' | 'organizations' | 'developers' | 'webhook_endpoints'
  column: string
  /** The external id; undefined: not reported, the column stays empty. */
  value: (data: Data<N>) => string | undefined
}

export interface FactShape<N extends Noun = Noun> {
  table: string
  /** What the row is known by, besides columns of `references`. */
  identity: string[]
  columns: Record<string, Column<N>>
  references: Reference<N>[]
  /** Whose row it is: the column of `references`, or of the table that a reference leads to. */
  organization: { reference: string; through?: 'organization_id' }[]
  /** Changes over time; an older event never overwrites a newer one. */
  versioned: boolean
  /** The table is partitioned by the day of its column `at`; days are made as lines of them come in. */
  partitioned?: true
}

/** A readable, unique part of an address, from a name and an id. */
export function slugOf(name: string, id: string): string {
  const readable = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${readable || 'x'}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`
}
