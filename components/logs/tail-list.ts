import type { TailLine } from '@/lib/logs/tail-frames'

// What a page shows that follows the log: the newest lines on top. While its reader looks closer (the pointer or
// the focus is on the list, or it is scrolled) nothing moves: what comes waits until it is let in.

export type TailEntry = { kind: 'line'; line: TailLine } | { kind: 'skipped'; key: string; lines: number } | { kind: 'restart'; key: string }

export interface TailList {
  /** The newest first. */
  shown: TailEntry[]
  /** The newest first. */
  waiting: TailEntry[]
  /** Lines that came while it was paused and that there is no room for. */
  lost: number
}

/** Entries that a page holds. */
export const MOST_SHOWN = 500

export const emptyTail: TailList = { shown: [], waiting: [], lost: 0 }

/** The list with what came, the oldest first; what is there already comes in once. */
export function addEntries(list: TailList, entries: TailEntry[], paused: boolean): TailList {
  const known = new Set([...list.shown, ...list.waiting].map(keyOf))
  const fresh = entries.filter((entry) => !known.has(keyOf(entry))).reverse()
  if (fresh.length === 0) return list
  const waiting = [...fresh, ...list.waiting]
  if (!paused) return release({ ...list, waiting })
  return { ...list, waiting: waiting.slice(0, MOST_SHOWN), lost: list.lost + Math.max(0, waiting.length - MOST_SHOWN) }
}

/** The list with everything that waited. */
export function release({ shown, waiting, lost }: TailList): TailList {
  const gap: TailEntry[] = lost > 0 ? [{ kind: 'skipped', key: `lost-${waiting.length > 0 ? keyOf(waiting[0] as TailEntry) : ''}`, lines: lost }] : []
  return { shown: [...waiting, ...gap, ...shown].slice(0, MOST_SHOWN), waiting: [], lost: 0 }
}

/** How many lines wait. */
export function countWaiting({ waiting, lost }: TailList): number {
  return waiting.filter(({ kind }) => kind === 'line').length + lost
}

export function keyOf(entry: TailEntry): string {
  return entry.kind === 'line' ? entry.line.key : entry.key
}
