import type { Scorecard } from '../scorecard'
import type { Packed } from './receipt'

export const cardNames = ['developer', 'consumer'] as const
export type CardName = (typeof cardNames)[number]

/**
 * A scorecard with what its receipts need: where they are kept, and how inputs become what is stored
 * and come back. Everything that writes or reads receipts takes one.
 */
export interface Ledger<I> {
  name: CardName
  card: Scorecard<I>
  /** The table of receipts and its column that says whose they are. */
  table: 'developer_health_scores' | 'consumer_health_scores'
  subject: 'developer_id' | 'consumer_id'
  /** The columns that only this table has, with their types. */
  extraColumns: readonly { name: 'raw_score' | 'capped_at'; type: string }[]
  pack: (inputs: I, total: number | null) => Packed
  /** Throws for what no receipt of the card's version holds. */
  unpack: (stored: unknown) => I
}

/** Whether the scorecard has a metric of this id: actions are called by the metric that they improve. */
export function knowsAction<I>({ card }: Ledger<I>, actionId: string): boolean {
  return card.dimensions.some((dimension) => dimension.metrics.some((metric) => metric.id === actionId))
}
