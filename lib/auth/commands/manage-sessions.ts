import { and, eq, ne } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { sessions, users } from '@/db/schema/auth'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import type { Context, UserActor } from '../model'

type PersonContext = Context & { actor: UserActor }

/**
 * Ends one of the person's own sessions; it is out at its next request.
 * @throws AppError not_found for anybody else's session
 */
export async function revokeSession(ctx: PersonContext, sessionId: string): Promise<void> {
  await withPlatform(async (tx) => {
    const gone = await tx
      .delete(sessions)
      .where(and(eq(sessions.id, sessionId), eq(sessions.userId, ctx.actor.userId)))
      .returning({ id: sessions.id })
    if (gone.length === 0) throw new AppError('not_found', 'This session has ended already.')
    await appendJournal(tx, ctx, { action: 'session.revoked', subjectKind: 'session', subjectId: sessionId, organizationId: null })
  })
}

/** Ends all of the person's sessions but the one that asks; returns how many. */
export async function revokeOtherSessions(ctx: PersonContext): Promise<number> {
  return withPlatform(async (tx) => {
    const gone = await tx
      .delete(sessions)
      .where(and(eq(sessions.userId, ctx.actor.userId), ne(sessions.id, ctx.actor.sessionId)))
      .returning({ id: sessions.id })
    for (const { id } of gone) await appendJournal(tx, ctx, { action: 'session.revoked', subjectKind: 'session', subjectId: id, organizationId: null })
    return gone.length
  })
}

/** Changes the person's own name. */
export async function renameMyself(ctx: PersonContext, name: string): Promise<void> {
  await withPlatform(async (tx) => {
    await tx.update(users).set({ name, updatedAt: ctx.now }).where(eq(users.id, ctx.actor.userId))
    // The journal holds no names: they could never be erased.
    await appendJournal(tx, ctx, { action: 'user.renamed', subjectKind: 'user', subjectId: ctx.actor.userId, organizationId: null })
  })
}
