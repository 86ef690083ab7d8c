import { z } from 'zod'
import { type Badge, badges, type Standing } from '@/lib/gates/model'

// Which tools are there, and how well do they work? The public directory: what anybody may see without
// signing in. Reads tools, versions, reviews, daily rollups, probes and gates; writes directory_listings
// (one row a published tool) and directory_figures (what its figures are computed from).
// Public are a tool's name, what it does, its own quality figures and what was written about it. Not
// public: revenue, numbers of calls (a band is), consumers, scores, and who wrote a review.

/** Figures cover this many whole UTC days. */
export const FIGURE_DAYS = 28
/** Rates and latencies over fewer calls are not shown; over fewer than LOW_VOLUME they are marked (spec, section 4). */
export const MINIMUM_CALLS = 30
export const LOW_VOLUME = 100
/** Uptime over fewer probes is not shown: two and a half hours of them. */
export const MINIMUM_PROBES = 30
/** What a listing holds of longer texts; tsvector has a limit, and so has patience. */
export const NAME_LENGTH = 200
export const DESCRIPTION_LENGTH = 4_000

export const listingSorts = ['best', 'quality', 'newest', 'calls'] as const
export type ListingSort = (typeof listingSorts)[number]

/** Results a page, and the last result that can be reached; beyond it the search wants another word. */
export const PAGE_SIZE = 20
export const REACH = 1_000

/** At most 200 characters of a text, such as Postgres takes: without NUL and without halves of surrogate pairs. */
function storable(text: string): string {
  return text.slice(0, 200).replaceAll(/\p{Cs}|\0/gu, ' ')
}

/** What the address of /directory says; what makes no sense falls back, never fails. */
export const searchSchema = z.object({
  q: z
    .string()
    .transform((text) => storable(text).trim())
    .catch(''),
  category: z.string().transform(storable).catch(''),
  badge: z.enum(badges).nullable().catch(null),
  sort: z.enum(listingSorts).catch('best'),
  inactive: z
    .literal('1')
    .transform(() => true)
    .catch(false),
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(REACH / PAGE_SIZE)
    .catch(1),
})
export type DirectorySearch = z.infer<typeof searchSchema>

/** The public figures of a listing. Ratios are 0..1; null where too little is known to say. */
export interface ListingFigures {
  uptimeRatio: number | null
  probes: number
  errorRatio: number | null
  ratedCalls: number
  avgLatencyMs: number | null
  p95LatencyMs: number | null
  timedCalls: number
  /** 1..5, of all reviews. */
  rating: number | null
  reviews: number
}

/** A listing as the list shows it. */
export interface Listing extends ListingFigures {
  toolId: string
  organizationId: string
  slug: string
  name: string
  publisher: string
  description: string
  category: string
  standing: Standing
  badges: Badge[]
  simulated: boolean
  /** 0..1. */
  quality: number
  calls: number
  version: string | null
  publishedAt: Date
  updatedAt: Date
}

/** Numbers of calls are public as bands alone, by their lower ends. */
const callBands = [0, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000] as const

/** The band that a number of calls falls into: the highest lower end that it reaches, and the next one (null: open). */
export function callBand(calls: number): { from: number; to: number | null } {
  const at = callBands.findLastIndex((from) => calls >= from)
  return { from: callBands[at] ?? 0, to: callBands[at + 1] ?? null }
}
