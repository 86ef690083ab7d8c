import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { tools } from '@/db/schema/tools'

/** Names of tools by id; those that do not exist are left out. */
export async function listToolNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: tools.id, name: tools.name })
    .from(tools)
    .where(inArray(tools.id, [...ids]))
  return new Map(rows.map(({ id, name }) => [id, name]))
}
