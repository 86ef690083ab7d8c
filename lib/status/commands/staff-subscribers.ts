import { eq } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { statusSubscribers } from '@/db/schema/status'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { EmailSubscription } from '../subscription-input'
import { inviteByMail, refuseUnknown } from './subscribe'
import { endSubscriber } from './subscriptions'

/**
 * Asks an address on somebody's behalf whether it wants to be told; like everybody it hears nothing before it has
 * pressed the link.
 * @throws AppError forbidden, invalid for a system that there is none of
 */
export async function inviteSubscriber(ctx: Context, input: EmailSubscription): Promise<void> {
  authorise(ctx)
  await refuseUnknown(input.systems)
  await inviteByMail(ctx.now, input)
  await withPlatform((tx) =>
    appendJournal(tx, ctx, {
      action: 'status_subscriber.invited',
      subjectKind: 'status_subscriber',
      subjectId: 'email',
      organizationId: null,
      after: { systems: input.systems },
    }),
  )
}

/** Ends a subscriber. @throws AppError forbidden, not_found, conflict when it has ended before */
export async function removeSubscriber(ctx: Context, id: string): Promise<void> {
  authorise(ctx)
  await withPlatform(async (tx) => {
    const [known] = await tx.select({ id: statusSubscribers.id }).from(statusSubscribers).where(eq(statusSubscribers.id, id)).for('update')
    if (!known) throw new AppError('not_found', 'There is no such subscriber.')
    if (!(await endSubscriber(tx, id, 'by_hand', ctx.now))) throw new AppError('conflict', 'This subscriber has ended already. Nothing was changed.')
    await appendJournal(tx, ctx, { action: 'status_subscriber.removed', subjectKind: 'status_subscriber', subjectId: id, organizationId: null })
  })
}

function authorise(ctx: Context): void {
  if (!hasPermission(ctx.actor, 'incidents.create')) throw new AppError('forbidden', 'This needs the permission incidents.create.')
}
