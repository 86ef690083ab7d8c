import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { systems } from '@/db/schema/systems'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { keyOf } from '../slo-input'
import type { SystemInput } from '../system-input'
import { actForPlatform, noteChange } from './act'

/**
 * Adds a system; its key, made of its name, never changes.
 * @throws AppError forbidden, invalid when no key can be made of the name, conflict when the name or the key is taken
 */
export function createSystem(ctx: Context, input: SystemInput): Promise<{ key: string }> {
  return actForPlatform(ctx, async (tx) => {
    const key = keyOf(input.name)
    if (key === '') refuseName('invalid', 'A name needs a letter a to z or a digit: addresses are made of it.')
    await refuseTaken(tx, input.name, null)
    const [made] = await tx
      .insert(systems)
      .values({ ...input, key, createdAt: ctx.now, updatedAt: ctx.now })
      .onConflictDoNothing()
      .returning({ key: systems.key })
    if (!made) refuseName('conflict', `There is, or was, a system ${key}. Choose another name, or take that one back from the archive.`)
    await noteChange(tx, ctx, 'system', 'created', key, { after: factsOf(input) })
    return { key }
  })
}

/**
 * Changes a system that is still as its editor saw it.
 * @param updatedAt of the system as it was read
 * @throws AppError forbidden, not_found, conflict when it was changed meanwhile or the name is taken
 */
export function changeSystem(ctx: Context, { key, updatedAt, input }: { key: string; updatedAt: Date; input: SystemInput }): Promise<{ key: string }> {
  return actForPlatform(ctx, async (tx) => {
    const before = await readSystem(tx, key)
    await refuseTaken(tx, input.name, key)
    if (before.updatedAt.getTime() !== updatedAt.getTime()) {
      throw new AppError('conflict', 'Somebody changed this system meanwhile. Nothing was saved; open it again and enter your change there.')
    }
    await tx
      .update(systems)
      .set({ ...input, updatedAt: later(ctx.now, before.updatedAt) })
      .where(eq(systems.key, key))
    await noteChange(tx, ctx, 'system', 'changed', key, { before: factsOf(before), after: factsOf(input) })
    return { key }
  })
}

/**
 * Archives a system, or takes it back: archived it stands in no list, and its past stays.
 * @throws AppError forbidden, not_found, conflict when it is so already
 */
export function setSystemArchived(ctx: Context, { key, archived }: { key: string; archived: boolean }): Promise<void> {
  return actForPlatform(ctx, async (tx) => {
    const before = await readSystem(tx, key)
    if ((before.archivedAt !== null) === archived)
      throw new AppError('conflict', `This system is ${archived ? 'archived' : 'in use'} already. Nothing was changed.`)
    await tx
      .update(systems)
      .set({ archivedAt: archived ? ctx.now : null, updatedAt: later(ctx.now, before.updatedAt) })
      .where(eq(systems.key, key))
    await noteChange(tx, ctx, 'system', archived ? 'archived' : 'restored', key)
  })
}

async function readSystem(tx: Tx, key: string) {
  const [system] = await tx.select().from(systems).where(eq(systems.key, key)).for('update')
  if (!system) throw new AppError('not_found', `There is no system ${key}.`)
  return system
}

async function refuseTaken(tx: Tx, name: string, except: string | null): Promise<void> {
  const [taken] = await tx
    .select({ key: systems.key })
    .from(systems)
    .where(and(isNull(systems.archivedAt), sql`lower(${systems.name}) = lower(${name})`, except === null ? undefined : ne(systems.key, except)))
    .limit(1)
  if (taken) refuseName('conflict', 'Another system has this name. Choose one that tells them apart.')
}

function refuseName(code: 'invalid' | 'conflict', message: string): never {
  throw new AppError(code, message, { problems: [{ pointer: '/name', message }] })
}

/** Two changes in one millisecond are still two. */
function later(now: Date, before: Date): Date {
  return new Date(Math.max(now.getTime(), before.getTime() + 1))
}

function factsOf({ position, routes, provider, logService, public: shown }: SystemInput): Record<string, unknown> {
  return { position, routes: routes.length, provider, logService, public: shown }
}
