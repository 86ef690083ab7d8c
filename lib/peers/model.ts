import { z } from 'zod'
import { MINIMUM_CALLS } from '@/lib/scores/model'

// How does a publisher stand among the others? Every night five figures of each are ranked among all
// publishers and within each category of tools, so that a page can say "better than 85 % of developers"
// and draw the middle half of the others. Reads the day's receipts (developer_health_scores) and
// reviews; writes peer_groups and peer_standings.
//
// Who is compared: developers with a score and at least one call in the 28 days; new ones and those
// that nobody calls would flatter everybody else. A figure takes part from a minimum of volume on.
// With which figure: among all, the developer's own over all its tools, as its receipt has it. In a
// category, the same figure over its tools of that category that stand in the receipt (error rate,
// latency and uptime from the receipt; rating from the reviews of these tools), as long as one of them
// was called. The score belongs to the developer as a whole: in a category it stands unchanged.
// Categories are those that the tools have when the night is calculated.
//
// What is told about the others: median and quartiles of a group, each the mean of about five
// neighbours in rank and rounded (round-shared.ts), so never a single one's figure. Groups below the
// minimum, and groups that would give away a few when subtracted from another (choose-groups.ts), are
// neither stored nor shown. The simulated marketplace is compared with itself only.

/** Nights that standings are kept: last night's, and the one of a week before to compare with. */
export const PEER_DAYS = 14

/** A rating of fewer reviews says more about the reviewers than about the tool. */
const MINIMUM_REVIEWS = 5

/** Two calculations at once take turns. */
export const PEERS_LOCK = 'pulsegrid:peers'

/** The group of everybody. */
export const EVERYBODY = ''

interface PeerMetric {
  title: string
  unit: 'ratio' | 'milliseconds' | 'points' | 'stars'
  better: 'higher' | 'lower'
  /** The lowest and highest figure that there can be. */
  bounds: readonly [number, number]
  /** Volume from which the figure takes part; null for the score, which asks for data itself. */
  minimum: number | null
  /** What the volume counts. */
  counts: string
}

/** In the order in which they are shown. */
export const peerMetrics = {
  score: { title: 'Health score', unit: 'points', better: 'higher', bounds: [0, 100], minimum: null, counts: '' },
  error_rate: { title: 'Error rate', unit: 'ratio', better: 'lower', bounds: [0, 1], minimum: MINIMUM_CALLS, counts: 'rated calls' },
  latency: {
    title: 'Average latency',
    unit: 'milliseconds',
    better: 'lower',
    bounds: [0, Number.POSITIVE_INFINITY],
    minimum: MINIMUM_CALLS,
    counts: 'timed calls',
  },
  uptime: { title: 'Health check uptime', unit: 'ratio', better: 'higher', bounds: [0, 1], minimum: MINIMUM_CALLS, counts: 'health checks' },
  rating: { title: 'Average rating', unit: 'stars', better: 'higher', bounds: [1, 5], minimum: MINIMUM_REVIEWS, counts: 'reviews' },
} as const satisfies Record<string, PeerMetric>

export type PeerMetricId = keyof typeof peerMetrics
export const peerMetricIds = Object.keys(peerMetrics) as [PeerMetricId, ...PeerMetricId[]]

/**
 * Of one figure: ranked; too_few: it takes part, its group must not be shown; not_applicable: too little
 * volume. Of the developer as a whole: new (no score yet), inactive (no calls in 28 days).
 */
export const peerStates = ['new', 'inactive', 'not_applicable', 'too_few', 'ranked'] as const
export type PeerState = (typeof peerStates)[number]

const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

const peerMetricSchema = z.object({
  id: z.enum(peerMetricIds),
  title: z.string(),
  unit: z.enum(['ratio', 'milliseconds', 'points', 'stars']),
  better: z.enum(['higher', 'lower']),
  state: z.enum(['not_applicable', 'too_few', 'ranked']),
  /** Why it is not ranked; null when it is. */
  reason: z.string().nullable(),
  /** Own figure, in the unit; null when not applicable. */
  value: z.number().nullable(),
  /** The figure in words with its unit. */
  valueLabel: z.string().nullable(),
  /** Share of the others that the figure is better than, ties counted half, 0..1 in whole percent, cut; null unless ranked. */
  betterThan: z.number().nullable(),
  /** The same 7 days before; null when there was none. */
  betterThanWeekBefore: z.number().nullable(),
  /** Of the group, lowest first, rounded; null unless ranked. */
  quartiles: z.object({ p25: z.number(), median: z.number(), p75: z.number() }).nullable(),
})

/** All that is said about where a developer stands: page and API read this and nothing else. */
export const peerReportSchema = z.object({
  /** none: not calculated yet; new, inactive: left out of the comparison; compared: see the groups. */
  state: z.enum(['none', 'new', 'inactive', 'compared']),
  /** End of the 28 days, exclusive; null while there is none. */
  asOf: moment.nullable(),
  /** True when the newest night is not the last one or the one before: the job has not run. */
  stale: z.boolean(),
  /** Developers that a group needs. */
  minimum: z.number(),
  /** Everybody first (category null), then the categories of the developer's tools by name. */
  groups: z.array(
    z.object({
      category: z.string().nullable(),
      metrics: z.array(peerMetricSchema),
    }),
  ),
})

export type PeerReport = z.input<typeof peerReportSchema>
export type PeerGroup = PeerReport['groups'][number]
export type PeerFigure = PeerGroup['metrics'][number]
