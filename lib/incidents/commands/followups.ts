import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentFollowups } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { FollowupChange, FollowupInput, SettleInput } from '../input'
import type { FollowupSignal } from '../model'
import { refuseUnknownRule } from '../queries/known-rules'
import { refuseOutsider } from '../queries/staff'
import { actOn, note, personOf, refuseClosed } from './act'
import { addEntry } from './add-entry'
import { closeIfSettled } from './close-settled'

type Followup = typeof incidentFollowups.$inferSelect

/** What follows from one incident at most. Ours: more is a project. */
const MAX_FOLLOWUPS = 100

/**
 * Adds work that follows from an incident.
 * @throws AppError forbidden, not_found, invalid (an owner who may not work on incidents, an unknown rule), conflict
 * when the incident is closed or has 100 already
 */
export function addFollowup(ctx: Context, incidentId: string, input: FollowupInput): Promise<Followup> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseClosed(incident)
    await refuseUnknown(tx, input)
    const [{ n } = { n: 0 }] = await tx
      .select({ n: sql<number>`count(*)::integer` })
      .from(incidentFollowups)
      .where(eq(incidentFollowups.incidentId, incidentId))
    if (n >= MAX_FOLLOWUPS) throw new AppError('conflict', `There are ${MAX_FOLLOWUPS} follow-ups already. Put some together.`)
    const [added] = await tx
      .insert(incidentFollowups)
      .values({ ...input, id: newId(ctx.now.getTime()), incidentId, createdBy: personOf(ctx), createdAt: ctx.now, updatedAt: ctx.now })
      .returning()
    if (!added) throw new Error('the follow-up was not added')
    await tell(tx, ctx, added, 'added')
    return added
  })
}

/**
 * Changes what is to be done, by whom, by when, or the signal that proves it.
 * @throws AppError forbidden, not_found, invalid, conflict when it was changed meanwhile or is settled
 */
export function changeFollowup(ctx: Context, incidentId: string, followupId: string, { version, ...change }: FollowupChange): Promise<Followup> {
  return actOn(ctx, incidentId, async (tx) => {
    const followup = await getFollowup(tx, incidentId, followupId, version)
    if (followup.state !== 'open') throw new AppError('conflict', 'This follow-up is settled. Open it again to change it.')
    await refuseUnknown(tx, change)
    // Another signal proves something else, so what was claimed begins anew.
    const claim = JSON.stringify(change.signal) === JSON.stringify(followup.signal) ? {} : { claimedAt: null }
    const changed = await save(tx, ctx, followup, { ...change, ...claim })
    await tell(tx, ctx, changed, 'changed')
    return changed
  })
}

/**
 * Says what became of a follow-up: done (with a signal it then has to prove itself first), not doing for a
 * reason, or open again. The last one settled closes a resolved incident.
 * @throws AppError forbidden, not_found, conflict when it was changed meanwhile, is so already, or the incident is closed
 */
export function settleFollowup(ctx: Context, incidentId: string, followupId: string, { version, ...settle }: SettleInput): Promise<Followup> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseClosed(incident)
    const followup = await getFollowup(tx, incidentId, followupId, version)
    const claims = settle.to === 'done' && followup.signal !== null
    if (followup.state === settle.to && (settle.to !== 'open' || followup.claimedAt === null))
      throw new AppError('conflict', 'This is so already. Nothing was changed.')
    if (claims && followup.claimedAt !== null) throw new AppError('conflict', 'This is said to be done already. It counts once its alert has stayed quiet.')
    const settled = { settledAt: ctx.now, settledBy: personOf(ctx) }
    const open = { state: 'open' as const, settledAt: null, settledBy: null, reason: null }
    const change =
      settle.to === 'open'
        ? { ...open, claimedAt: null }
        : settle.to === 'not_doing'
          ? { ...settled, state: settle.to, reason: settle.reason }
          : claims
            ? { ...open, claimedAt: ctx.now }
            : { ...settled, state: settle.to, claimedAt: ctx.now, reason: null }
    const saved = await save(tx, ctx, followup, change)
    await tell(tx, ctx, saved, claims ? 'claimed' : settle.to, settle.to === 'not_doing' ? settle.reason : '')
    await closeIfSettled(tx, ctx, incident)
    return saved
  })
}

async function refuseUnknown(tx: Tx, { ownerId, signal }: { ownerId: string | null; signal: FollowupSignal | null }): Promise<void> {
  if (ownerId !== null) await refuseOutsider(tx, ownerId, '/ownerId')
  if (signal !== null) await refuseUnknownRule(tx, signal.ruleId)
}

async function getFollowup(tx: Tx, incidentId: string, followupId: string, version: number): Promise<Followup> {
  const [found] = await tx
    .select()
    .from(incidentFollowups)
    .where(and(eq(incidentFollowups.id, followupId), eq(incidentFollowups.incidentId, incidentId)))
  if (!found) throw new AppError('not_found', 'There is no such follow-up in this incident.')
  if (found.version !== version)
    throw new AppError('conflict', 'Somebody changed this follow-up meanwhile. Nothing was saved; look at it again and enter your change there.')
  return found
}

async function save(tx: Tx, ctx: Context, { id }: Followup, change: Partial<typeof incidentFollowups.$inferInsert>): Promise<Followup> {
  const [saved] = await tx
    .update(incidentFollowups)
    .set({ ...change, version: sql`${incidentFollowups.version} + 1`, updatedAt: ctx.now })
    .where(eq(incidentFollowups.id, id))
    .returning()
  if (!saved) throw new AppError('not_found', 'There is no such follow-up in this incident.')
  return saved
}

async function tell(tx: Tx, ctx: Context, { id, incidentId, title }: Followup, became: string, reason = ''): Promise<void> {
  await addEntry(tx, ctx, incidentId, { type: 'followup', body: [title, reason].filter(Boolean).join('\n\n'), facts: { followupId: id, to: became } })
  await note(tx, ctx, 'followup_changed', incidentId, { after: { followupId: id, became } })
}
