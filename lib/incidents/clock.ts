import type { Window } from '@/lib/time'

/** The moments that an incident's durations are taken from. */
export interface Moments {
  startedAt: Date
  createdAt: Date
  acknowledgedAt: Date | null
  mitigatedAt: Date | null
  resolvedAt: Date | null
}

export interface Durations {
  /** From the beginning to its being reported. */
  detectMs: number
  /** From its being reported to somebody's taking it on; null before that. */
  acknowledgeMs: number | null
  /** From the beginning to the end of its effects; null before that. */
  mitigateMs: number | null
  /** From the beginning to its being resolved; null before that. */
  resolveMs: number | null
  /** From the beginning to its end, or to now. */
  lastedMs: number
}

/** How long everything took, or has taken so far, milliseconds; never below zero. */
export function durationsOf({ startedAt, createdAt, acknowledgedAt, mitigatedAt, resolvedAt }: Moments, now: Date): Durations {
  const between = (from: Date, to: Date | null) => (to === null ? null : Math.max(0, to.getTime() - from.getTime()))
  return {
    detectMs: between(startedAt, createdAt) ?? 0,
    acknowledgeMs: between(createdAt, acknowledgedAt),
    mitigateMs: between(startedAt, mitigatedAt),
    resolveMs: between(startedAt, resolvedAt),
    lastedMs: between(startedAt, resolvedAt ?? now) ?? 0,
  }
}

/** The stretch in which it had effects; its end is null while they last. */
export function effectsOf({ startedAt, mitigatedAt, resolvedAt }: Pick<Moments, 'startedAt' | 'mitigatedAt' | 'resolvedAt'>): {
  from: Date
  to: Date | null
} {
  return { from: startedAt, to: mitigatedAt ?? resolvedAt }
}

/** The same, as a window that ends by now. */
export function effectsUntil(moments: Pick<Moments, 'startedAt' | 'mitigatedAt' | 'resolvedAt'>, now: Date): Window {
  const { from, to } = effectsOf(moments)
  return { from, to: to === null || to > now ? now : to }
}
