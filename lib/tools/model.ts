import { z } from 'zod'

// Tools: the catalogue of what publishers offer, and what was said and done about it: versions,
// markers, reviews, refunds, payouts, webhook deliveries. All of it is reported by the watched
// platform and written by ingest; this domain reads it for pages. Reads tools, tool_versions,
// markers, reviews, refunds, payouts, webhook_deliveries; writes nothing.

export const toolSorts = ['name', 'category', 'published'] as const

/** Search, filter, order and page of a list of tools, as it stands in a URL. Wrong values fall back. */
export const toolListSchema = z.object({
  q: z.string().trim().max(100).catch('').default(''),
  category: z.string().max(60).optional().catch(undefined),
  archived: z.enum(['hide', 'show']).catch('hide').default('hide'),
  sort: z.enum(toolSorts).catch('name').default('name'),
  order: z.enum(['asc', 'desc']).catch('asc').default('asc'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
})
export type ToolList = z.infer<typeof toolListSchema>

export const TOOLS_PER_PAGE = 25

/** Stars of reviews in a window. */
export interface ReviewSummary {
  reviews: number
  /** Mean of 1 to 5; null without a review. */
  averageRating: number | null
  answered: number
  /** Reviews by stars, from one to five. */
  byRating: [number, number, number, number, number]
}
