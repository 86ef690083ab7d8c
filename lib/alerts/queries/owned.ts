import { type AnyColumn, eq, isNull, type SQL } from 'drizzle-orm'
import type { AlertOwner } from '../owner'

/** The rows of an owner, by the column that says whose they are. */
export function ownedBy(column: AnyColumn, { organizationId }: AlertOwner): SQL {
  return organizationId === null ? isNull(column) : eq(column, organizationId)
}

/** A text that is searched for as a pattern of ilike, its own signs taken literally. */
export function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`
}
