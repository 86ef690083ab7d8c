import { eq, sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { sessions, users } from '@/db/schema/auth'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { type Context, hasPermission, type PlatformRole } from '../model'

/**
 * Gives a person a staff role, or takes it away (null). A person who loses rights loses the
 * sessions as well, so that nothing runs on with the old ones.
 * @throws AppError forbidden, not_found, conflict for the last super admin
 */
export async function setPlatformRole(ctx: Context, input: { userId: string; role: PlatformRole | null }): Promise<void> {
  if (!hasPermission(ctx.actor, 'staff.manage')) throw new AppError('forbidden', 'This needs the permission staff.manage.')
  await withPlatform(async (tx) => {
    // Two super admins who demote each other at once would leave none: one after the other.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:staff'))`)
    const [person] = await tx.select({ role: users.platformRole }).from(users).where(eq(users.id, input.userId)).for('update')
    if (!person) throw new AppError('not_found', 'There is no such person.')
    if (person.role === input.role) return
    if (person.role === 'super_admin') {
      const others = await tx.select({ id: users.id }).from(users).where(eq(users.platformRole, 'super_admin'))
      if (others.length < 2) throw new AppError('conflict', 'This is the last super admin. Make somebody else super admin first.')
      await tx.delete(sessions).where(eq(sessions.userId, input.userId))
    }
    await tx.update(users).set({ platformRole: input.role, updatedAt: ctx.now }).where(eq(users.id, input.userId))
    await appendJournal(tx, ctx, {
      action: 'user.platform_role_set',
      subjectKind: 'user',
      subjectId: input.userId,
      organizationId: null,
      before: { platformRole: person.role },
      after: { platformRole: input.role },
    })
  })
}
