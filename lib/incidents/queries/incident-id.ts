import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidents } from '@/db/schema/incidents'
import { isId } from '@/lib/alerts/queries/owned'
import { AppError } from '@/lib/errors'

/**
 * The id of an incident by its id or its number (12, INC-12).
 * @throws AppError not_found
 */
export async function getIncidentId(tx: Tx, idOrNumber: string): Promise<string> {
  const number = /^(?:inc-)?(\d{1,9})$/i.exec(idOrNumber)
  if (!number && isId(idOrNumber)) return idOrNumber
  const [found] = number
    ? await tx
        .select({ id: incidents.id })
        .from(incidents)
        .where(eq(incidents.number, Number(number[1])))
    : []
  if (!found) throw new AppError('not_found', 'There is no such incident.')
  return found.id
}
