import type { StatusSnapshot } from './model'

/** What this process knows of the status page. */
export interface Kept {
  snapshot: StatusSnapshot | null
  /** The database did not answer the last look. */
  away: boolean
  /** performance.now() of the last look. */
  checkedAt: number
  checking: { since: number; work: Promise<void> } | null
  /** Null: this process keeps no file (commands, tests). */
  file: string | null
}

// One a process, whichever bundle of the server asks.
const shared = globalThis as typeof globalThis & { pulsegridStatus?: Kept }
shared.pulsegridStatus ??= { snapshot: null, away: false, checkedAt: Number.NEGATIVE_INFINITY, checking: null, file: null }

export const kept = shared.pulsegridStatus
