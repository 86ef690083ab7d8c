import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { maintenanceWindows } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'
import { type MaintenanceInput, maintenanceProblems } from '../silence-input'
import { actFor, authorOf, note, refuseProblems } from './act'

/** Windows that are not cancelled. Ours. */
const MAX_WINDOWS = 100

/**
 * Plans work during which nothing that matches is told.
 * @throws AppError forbidden, invalid, conflict when the very same is planned already or there are 100
 */
export function planMaintenance(ctx: Context, owner: AlertOwner, input: MaintenanceInput): Promise<{ id: string }> {
  return actFor(ctx, owner, async (tx) => {
    refuseProblems(maintenanceProblems(input, ctx.now))
    // A form that is sent twice at once: the second waits here, and sees the first.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:maintenance:${owner.organizationId ?? 'platform'}`}))`)
    const standing = await tx
      .select()
      .from(maintenanceWindows)
      .where(and(ownedBy(maintenanceWindows.organizationId, owner), isNull(maintenanceWindows.cancelledAt)))
    if (standing.some((one) => one.name === input.name && one.startsAt.getTime() === input.startsAt.getTime() && one.cron === input.cron)) {
      throw new AppError('conflict', 'This very window is planned already.')
    }
    if (standing.length >= MAX_WINDOWS) throw new AppError('conflict', `${MAX_WINDOWS} windows are planned already. Cancel one that is not needed.`)
    const id = newId(ctx.now.getTime())
    await tx.insert(maintenanceWindows).values({ ...input, id, organizationId: owner.organizationId, createdBy: authorOf(ctx), createdAt: ctx.now })
    const { startsAt, durationMinutes, cron, timeZone } = input
    await note(tx, ctx, owner, 'maintenance_window', 'planned', id, { after: { startsAt: startsAt.toISOString(), durationMinutes, cron, timeZone } })
    return { id }
  })
}

/** Cancels a window, also while it is open. @throws AppError forbidden, not_found, conflict when it is cancelled already */
export function cancelMaintenance(ctx: Context, owner: AlertOwner, id: string): Promise<void> {
  return settle(ctx, owner, id, true)
}

/** Takes a cancellation back. @throws AppError forbidden, not_found, conflict when it is not cancelled */
export function restoreMaintenance(ctx: Context, owner: AlertOwner, id: string): Promise<void> {
  return settle(ctx, owner, id, false)
}

function settle(ctx: Context, owner: AlertOwner, id: string, cancel: boolean): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const own = and(eq(maintenanceWindows.id, id), ownedBy(maintenanceWindows.organizationId, owner))
    const [changed] = await tx
      .update(maintenanceWindows)
      .set({ cancelledAt: cancel ? ctx.now : null })
      .where(and(own, cancel ? isNull(maintenanceWindows.cancelledAt) : isNotNull(maintenanceWindows.cancelledAt)))
      .returning({ id: maintenanceWindows.id })
    if (!changed) {
      const [known] = await tx.select({ id: maintenanceWindows.id }).from(maintenanceWindows).where(own)
      if (!known) throw new AppError('not_found', 'There is no such maintenance window.')
      throw new AppError('conflict', cancel ? 'This window is cancelled already. Nothing was changed.' : 'This window is not cancelled. Nothing was changed.')
    }
    await note(tx, ctx, owner, 'maintenance_window', cancel ? 'cancelled' : 'restored', id)
  })
}
