import { MINUTE } from '@/lib/time'
import { type KeptSnapshot, STALE_MINUTES, type StatusSnapshot } from './model'

/** Milliseconds since a snapshot was put together. */
export function ageMs({ at }: Pick<StatusSnapshot, 'at'>, now: Date): number {
  return Math.max(0, now.getTime() - new Date(at).getTime())
}

/** Old enough for readers to be told. */
export function isStale(snapshot: Pick<StatusSnapshot, 'at'>, now: Date): boolean {
  return ageMs(snapshot, now) > STALE_MINUTES * MINUTE
}

/** Must the page say how old it is: at once while the database is away, otherwise when runs of the job were missed. */
export function saysAge({ snapshot, away }: KeptSnapshot, now: Date): boolean {
  return away || isStale(snapshot, now)
}
