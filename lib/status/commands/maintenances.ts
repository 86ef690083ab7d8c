import { eq } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { statusMaintenanceEntries, statusMaintenances } from '@/db/schema/status'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { formatDateTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { type MaintenanceInput, maintenanceProblems } from '../maintenance-input'
import { maintenanceState } from '../maintenance-state'
import type { MaintenanceEntryType } from '../model'
import { type MaintenanceAct, whyNot } from '../next-maintenance'
import { refreshSnapshot } from './refresh-snapshot'
import { refuseUnknown } from './subscribe'

type Maintenance = typeof statusMaintenances.$inferSelect

/**
 * Announces planned work. Subscribers of its systems are told within two minutes.
 * @throws AppError forbidden, invalid
 */
export async function planMaintenance(ctx: Context, input: MaintenanceInput, { simulated = false } = {}): Promise<{ id: string }> {
  authorise(ctx)
  refuseProblems(input, ctx.now)
  await refuseUnknown(input.systems)
  const id = newId(ctx.now.getTime())
  await withPlatform(async (tx) => {
    await tx.insert(statusMaintenances).values({ id, ...input, createdBy: personOf(ctx), simulated, createdAt: ctx.now, updatedAt: ctx.now })
    await enter(tx, ctx, id, 'scheduled', input.body)
    await note(tx, ctx, 'planned', id, { systems: input.systems, from: input.startsAt.toISOString(), to: input.endsAt.toISOString() })
  })
  await refreshSnapshot(ctx.now)
  return { id }
}

/** What is to be other, and on which state of it that is based. */
export interface MaintenanceChange extends MaintenanceInput {
  sequence: number
  /** What subscribers are told of the change; its new time stands there in any case. */
  said: string
}

/**
 * Changes planned work, also its end while it is under way.
 * @throws AppError forbidden, not_found, invalid, conflict when it was changed meanwhile or is over
 */
export async function changeMaintenance(ctx: Context, id: string, { sequence, said, ...input }: MaintenanceChange): Promise<void> {
  await act(ctx, id, 'change', sequence, async (tx, before) => {
    refuseProblems(input, ctx.now, maintenanceState(before, ctx.now) === 'in_progress')
    await refuseUnknown(input.systems)
    const moved = input.startsAt.getTime() !== before.startsAt.getTime() || input.endsAt.getTime() !== before.endsAt.getTime()
    const when = moved ? `Now from ${formatDateTime(input.startsAt)} to ${formatDateTime(input.endsAt)}.` : ''
    await enter(tx, ctx, id, 'changed', [when, said.trim() || (moved ? '' : input.body)].filter(Boolean).join('\n\n'))
    await note(tx, ctx, 'changed', id, { systems: input.systems, from: input.startsAt.toISOString(), to: input.endsAt.toISOString() })
    return input
  })
}

/** Tells how it goes. @throws AppError forbidden, not_found, invalid without a word, conflict */
export async function sayOfMaintenance(ctx: Context, id: string, { sequence, body }: { sequence: number; body: string }): Promise<void> {
  if (body.trim() === '') throw new AppError('invalid', 'Write what is to be told. Nothing was changed.')
  await act(ctx, id, 'say', sequence, async (tx) => {
    await enter(tx, ctx, id, 'update', body)
    await note(tx, ctx, 'updated', id)
    return {}
  })
}

/** Begins it before its time. @throws AppError forbidden, not_found, conflict */
export async function startMaintenance(ctx: Context, id: string, { sequence, body }: { sequence: number; body: string }): Promise<void> {
  await act(ctx, id, 'start', sequence, async (tx) => {
    await enter(tx, ctx, id, 'started', body)
    await note(tx, ctx, 'started', id)
    return { startedAt: ctx.now }
  })
}

/** Ends it before its time. @throws AppError forbidden, not_found, conflict */
export async function completeMaintenance(ctx: Context, id: string, { sequence, body }: { sequence: number; body: string }): Promise<void> {
  await act(ctx, id, 'complete', sequence, async (tx, before) => {
    await enter(tx, ctx, id, 'completed', body)
    await note(tx, ctx, 'completed', id)
    // The clock may have begun it since the job looked last.
    return { startedAt: before.startedAt ?? before.startsAt, completedAt: ctx.now }
  })
}

/** Cancels it; calendars show it as cancelled. @throws AppError forbidden, not_found, invalid without a reason, conflict */
export async function cancelMaintenance(ctx: Context, id: string, { sequence, body }: { sequence: number; body: string }): Promise<void> {
  if (body.trim() === '') throw new AppError('invalid', 'Say why it is cancelled: subscribers read it. Nothing was changed.')
  await act(ctx, id, 'cancel', sequence, async (tx) => {
    await enter(tx, ctx, id, 'cancelled', body)
    await note(tx, ctx, 'cancelled', id)
    return { cancelledAt: ctx.now }
  })
}

/** One change of one maintenance: locked, judged, written, its sequence one higher, and at once on the page. */
async function act(
  ctx: Context,
  id: string,
  kind: MaintenanceAct,
  sequence: number,
  work: (tx: Tx, before: Maintenance) => Promise<Partial<Maintenance>>,
): Promise<void> {
  authorise(ctx)
  await withPlatform(async (tx) => {
    const [before] = await tx.select().from(statusMaintenances).where(eq(statusMaintenances.id, id)).for('update')
    if (!before) throw new AppError('not_found', 'There is no such maintenance.')
    const refused = whyNot(before, kind, ctx.now)
    if (refused !== null) throw new AppError('conflict', refused)
    if (before.sequence !== sequence) {
      throw new AppError('conflict', 'Somebody else has changed this maintenance meanwhile. Load the page again, and look at what is new. Nothing was changed.')
    }
    const changes = await work(tx, before)
    await tx
      .update(statusMaintenances)
      .set({ ...changes, sequence: before.sequence + 1, updatedAt: ctx.now })
      .where(eq(statusMaintenances.id, id))
  })
  await refreshSnapshot(ctx.now)
}

async function enter(tx: Tx, ctx: Context, maintenanceId: string, type: MaintenanceEntryType, body: string): Promise<void> {
  await tx.insert(statusMaintenanceEntries).values({ maintenanceId, type, actorId: personOf(ctx), body: body.trim(), at: ctx.now })
}

async function note(tx: Tx, ctx: Context, verb: string, id: string, after?: Record<string, unknown>): Promise<void> {
  await appendJournal(tx, ctx, { action: `status_maintenance.${verb}`, subjectKind: 'status_maintenance', subjectId: id, organizationId: null, after })
}

function authorise(ctx: Context): void {
  if (!hasPermission(ctx.actor, 'incidents.create')) throw new AppError('forbidden', 'This needs the permission incidents.create.')
}

function refuseProblems(input: MaintenanceInput, now: Date, begun = false): void {
  const problems = maintenanceProblems(input, now, begun)
  if (problems.length > 0) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
}

function personOf({ actor }: Context): string | null {
  return actor.kind === 'user' ? actor.userId : null
}
