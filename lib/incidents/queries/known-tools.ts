import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { tools } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'

/** @throws AppError invalid when one of these tools does not exist */
export async function refuseUnknownTools(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const known = await tx
    .select({ id: tools.id })
    .from(tools)
    .where(inArray(tools.id, [...ids]))
  const unknown = new Set(ids).size - known.length
  if (unknown === 0) return
  const message = unknown === 1 ? 'One of the tools does not exist.' : `${unknown} of the tools do not exist.`
  throw new AppError('invalid', message, { problems: [{ pointer: '/tools', message }] })
}
