import { sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { alertReads } from '@/db/schema/alerts'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'

/**
 * Remembers that a person has seen the alerts of their organization (null: of the platform) up to an event;
 * never back to an earlier one. That somebody looked is nothing for the journal.
 *
 * @throws AppError forbidden
 */
export async function markAlertsSeen(ctx: Context, organizationId: string | null, seenSeq: number): Promise<void> {
  const { actor, now } = ctx
  if (actor.kind !== 'user' || (organizationId === null ? !hasPermission(actor, 'admin.read') : actor.organizationId !== organizationId)) {
    throw new AppError('forbidden', 'Only people who may look at these alerts can have seen them.')
  }
  const save = async (tx: Tx) => {
    await tx.execute(sql`
      insert into ${alertReads} (user_id, organization_id, seen_seq, at) values (${actor.userId}, ${organizationId}, ${seenSeq}, ${now})
      on conflict (user_id, coalesce(organization_id::text, '')) do update set seen_seq = excluded.seen_seq, at = excluded.at
      where alert_reads.seen_seq < excluded.seen_seq`)
  }
  return organizationId === null ? withPlatform(save) : withTenant(organizationId, save)
}
