import { addDays, startOfDay } from '@/lib/time'

/** A key that was issued (or last rotated) longer ago is one to rotate; the security dimension says so too. */
export const KEY_MAX_AGE_DAYS = 90

/**
 * A key that ends within so many days is on its way out and is not one to rotate any more: the
 * longest time for which a rotation lets both keys work.
 */
export const KEY_OVERLAP_DAYS = 7

export interface KeyConcerns {
  /** Works from any address. */
  open: boolean
  /** One to rotate. */
  old: boolean
  /** Ends by itself within the week. */
  ending: boolean
}

/** What is to be done about a live key, by the rules of the scorecard (ages count from the UTC midnight before). */
export function keyConcerns(key: { ipAllowlist: readonly string[]; issuedAt: Date; expiresAt: Date | null }, now: Date): KeyConcerns {
  const ending = key.expiresAt !== null && key.expiresAt <= addDays(now, KEY_OVERLAP_DAYS)
  return { open: key.ipAllowlist.length === 0, old: !ending && key.issuedAt < addDays(startOfDay(now), -KEY_MAX_AGE_DAYS), ending }
}
