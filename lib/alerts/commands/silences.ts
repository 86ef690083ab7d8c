import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { silences } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'
import { type SilenceInput, silenceProblems } from '../silence-input'
import { actFor, authorOf, note, refuseProblems } from './act'
import { applySilences } from './apply-silences'

/** Silences that can hold at a time. Ours: each is matched against every open alert. */
const MAX_SILENCES = 200

/**
 * Silences what matches, at once for what is open already.
 * @throws AppError forbidden, invalid, conflict when 200 hold already
 */
export function createSilence(ctx: Context, owner: AlertOwner, input: SilenceInput): Promise<{ id: string }> {
  return actFor(ctx, owner, async (tx) => {
    refuseProblems(silenceProblems(input, ctx.now))
    const [{ n } = { n: 0 }] = await tx
      .select({ n: sql<number>`count(*)::integer` })
      .from(silences)
      .where(and(ownedBy(silences.organizationId, owner), isNull(silences.endedAt), gt(silences.endsAt, ctx.now)))
    if (n >= MAX_SILENCES) throw new AppError('conflict', `${MAX_SILENCES} silences hold already. End one that is not needed.`)
    const id = newId(ctx.now.getTime())
    const startsAt = input.startsAt ?? ctx.now
    await tx.insert(silences).values({
      id,
      organizationId: owner.organizationId,
      matchers: input.matchers,
      reason: input.reason,
      createdBy: authorOf(ctx),
      startsAt,
      endsAt: input.endsAt,
      createdAt: ctx.now,
    })
    await applySilences(tx, owner, ctx.now)
    await note(tx, ctx, owner, 'silence', 'created', id, { after: { from: startsAt.toISOString(), to: input.endsAt.toISOString() } })
    return { id }
  })
}

/**
 * Ends a silence before its time: what is still open is told again.
 * @throws AppError forbidden, not_found, conflict when it is over
 */
export function endSilence(ctx: Context, owner: AlertOwner, id: string): Promise<void> {
  return settle(ctx, owner, id, true)
}

/**
 * Takes the early end of a silence back, as long as its own end has not come.
 * @throws AppError forbidden, not_found, conflict when it holds, or is over
 */
export function resumeSilence(ctx: Context, owner: AlertOwner, id: string): Promise<void> {
  return settle(ctx, owner, id, false)
}

function settle(ctx: Context, owner: AlertOwner, id: string, end: boolean): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const own = and(eq(silences.id, id), ownedBy(silences.organizationId, owner))
    const [changed] = await tx
      .update(silences)
      .set({ endedAt: end ? ctx.now : null })
      .where(and(own, end ? isNull(silences.endedAt) : sql`${silences.endedAt} is not null`, gt(silences.endsAt, ctx.now)))
      .returning({ id: silences.id })
    if (!changed) {
      const [known] = await tx.select({ endsAt: silences.endsAt }).from(silences).where(own)
      if (!known) throw new AppError('not_found', 'There is no such silence.')
      throw new AppError(
        'conflict',
        known.endsAt <= ctx.now || end ? 'This silence is over already. Nothing was changed.' : 'This silence holds. Nothing was changed.',
      )
    }
    await applySilences(tx, owner, ctx.now)
    await note(tx, ctx, owner, 'silence', end ? 'ended' : 'resumed', id)
  })
}
