import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentResponders } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { refuseOutsider } from '../queries/staff'
import { actOn, type Incident, note, personOf, refuseClosed, refuseStale, saveIncident } from './act'
import { addEntry } from './add-entry'

/**
 * Puts somebody in command of an incident, who thereby responds to it; null: nobody is.
 * @throws AppError forbidden, not_found, invalid for somebody who may not work on incidents, conflict when it was
 * changed meanwhile, is closed, or they are in command already
 */
export function assignCommander(ctx: Context, incidentId: string, { version, userId }: { version: number; userId: string | null }): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    refuseClosed(incident)
    if (incident.commanderId === userId) {
      throw new AppError('conflict', userId === null ? 'Nobody is in command. Nothing was changed.' : 'They are in command already. Nothing was changed.')
    }
    if (userId !== null) await refuseOutsider(tx, userId, '/userId')
    const saved = await saveIncident(tx, ctx, incident, { commanderId: userId, acknowledgedAt: incident.acknowledgedAt ?? (userId === null ? null : ctx.now) })
    await addEntry(tx, ctx, incidentId, { type: 'commander', facts: userId === null ? {} : { userId } })
    if (userId !== null) await enlist(tx, ctx, incidentId, userId)
    await note(tx, ctx, 'commander_assigned', incidentId, { before: { userId: incident.commanderId }, after: { userId } })
    return saved
  })
}

/** Somebody of the staff responds to an incident. The same as adding oneself. */
export function joinIncident(ctx: Context, incidentId: string): Promise<void> {
  return addResponder(ctx, incidentId, { userId: selfOf(ctx) })
}

/** Somebody leaves the response. The same as removing oneself. */
export function leaveIncident(ctx: Context, incidentId: string): Promise<void> {
  return removeResponder(ctx, incidentId, { userId: selfOf(ctx) })
}

/**
 * Calls somebody in.
 * @throws AppError forbidden, not_found, invalid for somebody who may not work on incidents, conflict when they
 * respond already or the incident is closed
 */
export function addResponder(ctx: Context, incidentId: string, { userId }: { userId: string }): Promise<void> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseClosed(incident)
    await refuseOutsider(tx, userId, '/userId')
    if (!(await enlist(tx, ctx, incidentId, userId))) throw new AppError('conflict', 'They respond to this incident already. Nothing was changed.')
    await addEntry(tx, ctx, incidentId, { type: 'responder', facts: { userId, to: 'joined' } })
    await note(tx, ctx, 'responder_added', incidentId, { after: { userId } })
  })
}

/**
 * Lets somebody go from the response. Whoever is in command stays until somebody else is.
 * @throws AppError forbidden, not_found, conflict when they do not respond, or are in command
 */
export function removeResponder(ctx: Context, incidentId: string, { userId }: { userId: string }): Promise<void> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    if (incident.commanderId === userId && incident.status !== 'resolved') {
      throw new AppError('conflict', 'Whoever is in command cannot leave. Put somebody else in command first.')
    }
    const left = await tx
      .update(incidentResponders)
      .set({ leftAt: ctx.now })
      .where(and(eq(incidentResponders.incidentId, incidentId), eq(incidentResponders.userId, userId), isNull(incidentResponders.leftAt)))
      .returning({ userId: incidentResponders.userId })
    if (left.length === 0) throw new AppError('conflict', 'They do not respond to this incident. Nothing was changed.')
    await addEntry(tx, ctx, incidentId, { type: 'responder', facts: { userId, to: 'left' } })
    await note(tx, ctx, 'responder_removed', incidentId, { before: { userId } })
  })
}

/** @returns whether they did not respond before */
async function enlist(tx: Tx, ctx: Context, incidentId: string, userId: string): Promise<boolean> {
  const joined = await tx
    .insert(incidentResponders)
    .values({ incidentId, userId, joinedAt: ctx.now })
    .onConflictDoUpdate({
      target: [incidentResponders.incidentId, incidentResponders.userId],
      set: { joinedAt: ctx.now, leftAt: null },
      setWhere: sql`${incidentResponders.leftAt} is not null`,
    })
    .returning({ userId: incidentResponders.userId })
  return joined.length > 0
}

function selfOf(ctx: Context): string {
  const userId = personOf(ctx)
  if (userId === null) throw new AppError('forbidden', 'Only people respond to incidents.')
  return userId
}
