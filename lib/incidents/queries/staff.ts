import { asc, eq, isNotNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { permissionsOf, platformRoles } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'

/** Staff who can work on incidents, by name: whom to put in command or to call in. */
export async function listResponseStaff(tx: Tx): Promise<{ id: string; name: string }[]> {
  const rows = await tx
    .select({ id: users.id, name: users.name, role: users.platformRole })
    .from(users)
    .where(isNotNull(users.platformRole))
    .orderBy(asc(users.name))
  return rows.filter(({ role }) => canRespond(role)).map(({ id, name }) => ({ id, name }))
}

/** @throws AppError invalid for somebody who cannot work on incidents */
export async function refuseOutsider(tx: Tx, userId: string, pointer: string): Promise<void> {
  const [person] = await tx.select({ role: users.platformRole }).from(users).where(eq(users.id, userId))
  if (person && canRespond(person.role)) return
  const message = 'Choose somebody of the staff who may work on incidents.'
  throw new AppError('invalid', message, { problems: [{ pointer, message }] })
}

function canRespond(role: string | null): boolean {
  const known = platformRoles.find((one) => one === role)
  return known !== undefined && permissionsOf(known).has('incidents.create')
}
