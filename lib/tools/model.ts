// Tools: the catalogue of what publishers offer, and what was said and done about it: versions,
// markers, reviews, refunds, payouts, webhook deliveries. All of it is reported by the watched
// platform and written by ingest; this domain reads it for pages. Reads tools, tool_versions,
// markers, reviews, refunds, payouts, webhook_deliveries; writes nothing.

/** Stars of reviews in a window. */
export interface ReviewSummary {
  reviews: number
  /** Mean of 1 to 5; null without a review. */
  averageRating: number | null
  answered: number
  /** Reviews by stars, from one to five. */
  byRating: [number, number, number, number, number]
}
