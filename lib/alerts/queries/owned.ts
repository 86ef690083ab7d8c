import { type AnyColumn, eq, isNull, type SQL } from 'drizzle-orm'
import type { AlertOwner } from '../owner'

/** The rows of an owner, by the column that says whose they are. */
export function ownedBy(column: AnyColumn, { organizationId }: AlertOwner): SQL {
  return organizationId === null ? isNull(column) : eq(column, organizationId)
}

/** Is it the form of an id? What is not is no row's, and no error of the database. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

/** A text that is searched for as a pattern of ilike, its own signs taken literally. */
export function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`
}
