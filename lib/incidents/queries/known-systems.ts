import { and, inArray, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { systems } from '@/db/schema/systems'
import { AppError } from '@/lib/errors'

/** @throws AppError invalid for a system that is unknown or archived */
export async function refuseUnknownSystems(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  const known = await tx
    .select({ key: systems.key })
    .from(systems)
    .where(and(inArray(systems.key, [...keys]), isNull(systems.archivedAt)))
  const unknown = keys.filter((key) => !known.some((one) => one.key === key))
  if (unknown.length === 0) return
  const message = unknown.length === 1 ? `There is no system ${unknown[0]}.` : `There are no systems ${unknown.join(', ')}.`
  throw new AppError('invalid', message, { problems: [{ pointer: '/systems', message }] })
}
