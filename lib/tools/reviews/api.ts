import { z } from 'zod'
import { reviewFilterSchema } from './model'

// The JSON of reviews.

const moment = z.date().transform((at) => at.toISOString())

const reviewSchema = z.object({
  id: z.uuid(),
  externalId: z.string(),
  toolId: z.uuid(),
  tool: z.string(),
  rating: z.int(),
  body: z.string(),
  postedAt: moment,
  response: z.string().nullable(),
  respondedAt: moment.nullable(),
})

export const reviewListInputSchema = reviewFilterSchema.extend({ page: z.coerce.number().int().min(1).max(100_000).default(1) })
export const reviewListSchema = z.object({ total: z.int(), page: z.int(), pageSize: z.int(), reviews: z.array(reviewSchema) })

export const answerSchema = z.object({ response: z.string(), respondedAt: moment, edited: z.boolean() })
export const givenAnswerSchema = z.object({ response: z.string().nullable(), respondedAt: moment.nullable() })
export const reviewParamsSchema = z.object({ reviewId: z.string() })
