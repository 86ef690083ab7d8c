/** Whole days without a call on any tool before the mail (spec, section 8). */
export const DORMANT_DAYS = 14
/** By then the gate for dormant tools speaks, and an imported marketplace's old silences are no news. */
export const LONGEST_SPELL_DAYS = 60
/** The spell of those who were never called: before every day, so that a later spell is another one. */
export const NEVER_CALLED = '0001-01-01'

export interface DormantTool {
  toolId: string
  name: string
  /** UTC day of the last call; null: never called. */
  lastDay: string | null
  publishedAt: string
  /** Calls in the 28 days that end with the last one. */
  calls: number
  /** What the newest probe of the health endpoint said; null where none was made. */
  probe: { state: 'up' | 'degraded' | 'down'; at: string } | null
}

export interface DormantPublisher {
  organizationId: string
  organizationName: string
  simulated: boolean
  /** UTC day of the last call on any tool; with the publisher the key of the spell. */
  spell: string
  /** Those that were called most come first. */
  tools: DormantTool[]
}
