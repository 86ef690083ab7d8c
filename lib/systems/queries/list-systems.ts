import { asc, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { systems } from '@/db/schema/systems'
import { AppError } from '@/lib/errors'
import type { System } from '../model'

const columns = {
  key: systems.key,
  name: systems.name,
  description: systems.description,
  groupName: systems.groupName,
  position: systems.position,
  routes: systems.routes,
  provider: systems.provider,
  logService: systems.logService,
  public: systems.public,
  archivedAt: systems.archivedAt,
  updatedAt: systems.updatedAt,
}

/** The systems in the order of their positions, without those that are archived unless these are asked for. */
export async function listSystems(tx: Tx, { archived = false }: { archived?: boolean } = {}): Promise<System[]> {
  return tx
    .select(columns)
    .from(systems)
    .where(archived ? undefined : isNull(systems.archivedAt))
    .orderBy(asc(systems.position), asc(systems.name))
}

/** One system, archived or not. @throws AppError not_found */
export async function getSystem(tx: Tx, key: string): Promise<System> {
  const [found] = await tx.select(columns).from(systems).where(eq(systems.key, key))
  if (!found) throw new AppError('not_found', `There is no system ${key}.`)
  return found
}
