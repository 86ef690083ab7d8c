import { z } from 'zod'

// Reviews with their answers. The platform reports both; an answer can be given here as well, and is
// then kept against reports that know an older one or none.

export const ANSWER_MAX = 2_000

export const answerInputSchema = z.object({
  response: z.string().trim().min(1, 'Write an answer of at least one character.').max(ANSWER_MAX, `An answer has at most ${ANSWER_MAX} characters.`),
})

/** Which reviews: of every state, number of stars and tool where nothing is said. */
export const reviewFilterSchema = z.object({
  /** waiting: without an answer; in_time: of those, the ones younger than 48 hours. */
  state: z.enum(['waiting', 'in_time', 'answered']).optional(),
  /** low: one or two stars. */
  stars: z.enum(['1', '2', '3', '4', '5', 'low']).optional(),
  tool: z.uuid().optional(),
  search: z.string().trim().max(200).optional(),
})
export type ReviewFilter = z.infer<typeof reviewFilterSchema>

/** A filter from an address; what makes no sense is left out, never an error. */
export function readReviewFilter(params: Record<string, string>, search: string): ReviewFilter {
  const { state, stars, tool } = reviewFilterSchema.shape
  return {
    state: state.safeParse(params.state).data,
    stars: stars.safeParse(params.stars).data,
    tool: tool.safeParse(params.tool).data,
    search: search || undefined,
  }
}
