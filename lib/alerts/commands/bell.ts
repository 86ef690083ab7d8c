import { sql } from 'drizzle-orm'
import { withPlatform, withTenant } from '@/db/client'
import { alertReads } from '@/db/schema/alerts'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { AlertOwner } from '../owner'

/**
 * Remembers that a person has seen the owner's alerts up to an event; never back. Looking is nothing that
 * the journal keeps.
 * @throws AppError forbidden
 */
export async function markAlertsSeen(ctx: Context, owner: AlertOwner, seenSeq: number): Promise<void> {
  const { actor, now } = ctx
  const { organizationId } = owner
  if (actor.kind !== 'user' || (organizationId === null ? !hasPermission(actor, 'admin.read') : actor.organizationId !== organizationId)) {
    throw new AppError('forbidden', 'Only people who may look at these alerts can have seen them.')
  }
  const run = organizationId === null ? withPlatform<void> : <T>(work: Parameters<typeof withTenant<T>>[1]) => withTenant(organizationId, work)
  await run(async (tx) => {
    await tx.execute(sql`
      insert into ${alertReads} (user_id, organization_id, seen_seq, at) values (${actor.userId}, ${organizationId}, ${seenSeq}, ${now})
      on conflict (user_id, coalesce(organization_id::text, '')) do update set seen_seq = excluded.seen_seq, at = excluded.at
      where alert_reads.seen_seq < excluded.seen_seq`)
  })
}
