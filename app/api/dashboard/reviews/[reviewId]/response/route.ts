import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { readTenant } from '@/lib/http/read'
import { route } from '@/lib/http/route'
import { answerSchema, givenAnswerSchema, reviewParamsSchema } from '@/lib/tools/reviews/api'
import { answerReview } from '@/lib/tools/reviews/commands'
import { answerInputSchema } from '@/lib/tools/reviews/model'
import { findReview } from '@/lib/tools/reviews/queries'

export const GET = route(
  { access: { tenant: 'scores:read' }, summary: 'The answer to a review.', params: reviewParamsSchema, output: givenAnswerSchema },
  async ({ organizationId }, { params }) => {
    const review = await readTenant({ organizationId }, (tx) => findReview(tx, { organizationId, id: idOf(params) }))
    if (!review) throw new AppError('not_found', 'There is no such review.')
    return { response: review.response, respondedAt: review.respondedAt }
  },
)

export const POST = route(
  {
    access: { tenant: 'scores:read' },
    summary: 'Answers a review, or changes the answer. For people who are signed in; API keys only read.',
    params: reviewParamsSchema,
    body: answerInputSchema,
    output: answerSchema,
  },
  (ctx, { params, body }) => answerReview(ctx, { id: idOf(params), ...body }),
)

// What is no id at all is as unknown as an id that nobody has.
function idOf({ reviewId }: { reviewId: string }): string {
  const id = z.uuid().safeParse(reviewId)
  if (!id.success) throw new AppError('not_found', 'There is no such review.')
  return id.data
}
