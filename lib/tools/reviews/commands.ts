import { and, eq } from 'drizzle-orm'
import { withTenant } from '@/db/client'
import { reviews } from '@/db/schema/tools'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { answerInputSchema } from './model'

type TenantContext = Context & { organizationId: string }

export interface Answer {
  response: string
  /** When it was first answered: what the 48 hours are measured by. */
  respondedAt: Date
  /** It replaced an answer. */
  edited: boolean
}

/**
 * Answers a review, or changes the answer; any member may. A changed answer keeps the moment of the
 * first one, so that putting a word right costs no points. The same text again changes nothing.
 * @throws AppError forbidden for keys, not_found; ZodError for an empty or too long text
 */
export async function answerReview(ctx: TenantContext, input: { id: string; response: string }): Promise<Answer> {
  if (ctx.actor.kind !== 'user') throw new AppError('forbidden', 'Reviews are answered by people who are signed in; keys only read.')
  const { response } = answerInputSchema.parse(input)
  return withTenant(ctx.organizationId, async (tx) => {
    const mine = and(eq(reviews.id, input.id), eq(reviews.organizationId, ctx.organizationId))
    const [before] = await tx
      .select({ response: reviews.response, respondedAt: reviews.respondedAt, rating: reviews.rating, toolId: reviews.toolId })
      .from(reviews)
      .where(mine)
      .for('update')
    if (!before) throw new AppError('not_found', 'There is no such review.')
    const edited = before.respondedAt !== null
    const respondedAt = before.respondedAt ?? ctx.now
    if (before.response === response) return { response, respondedAt, edited }
    await tx.update(reviews).set({ response, respondedAt, responseEditedAt: ctx.now }).where(mine)
    // Figures only: what people wrote may have to be erased one day, the journal never is.
    await appendJournal(tx, ctx, {
      action: edited ? 'review.answer_changed' : 'review.answered',
      subjectKind: 'review',
      subjectId: input.id,
      organizationId: ctx.organizationId,
      after: { toolId: before.toolId, rating: before.rating, characters: response.length },
    })
    return { response, respondedAt, edited }
  })
}
