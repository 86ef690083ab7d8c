import { DAY } from '@/lib/time'

/** What is known of the rule that a follow-up claims to have quietened. */
export interface ProofFacts {
  claimedAt: Date
  cleanDays: number
  /** Since when the rule does not judge (switched off, deleted); null: it does. */
  offSince: Date | null
  /** Its alerts that fired after the claim, or were open at it. */
  alerts: readonly { firedAt: Date; resolvedAt: Date | null }[]
}

export type Proof =
  | { outcome: 'proved'; at: Date }
  /** It fired after the claim. */
  | { outcome: 'refuted'; firedAt: Date }
  /** Quiet so far; provedAt: when it will count as done. Null: an alert is still open, or the rule judges nothing. */
  | { outcome: 'waiting'; provedAt: Date | null; reason: 'clean_so_far' | 'still_open' | 'rule_off' }

/**
 * Has the signal been quiet for the promised days? They count from the claim, or from the end of an alert that
 * was open at it. A rule that is off is quiet for no good reason, so it proves nothing.
 */
export function proveFollowup({ claimedAt, cleanDays, offSince, alerts }: ProofFacts, now: Date): Proof {
  const refuting = alerts.map(({ firedAt }) => firedAt.getTime()).filter((at) => at > claimedAt.getTime() && at <= now.getTime())
  if (refuting.length > 0) return { outcome: 'refuted', firedAt: new Date(Math.min(...refuting)) }
  const before = alerts.filter(({ firedAt }) => firedAt <= claimedAt)
  if (before.some(({ resolvedAt }) => resolvedAt === null || resolvedAt > now)) return { outcome: 'waiting', provedAt: null, reason: 'still_open' }
  const cleanFrom = Math.max(claimedAt.getTime(), ...before.map(({ resolvedAt }) => resolvedAt?.getTime() ?? 0))
  const provedAt = new Date(cleanFrom + cleanDays * DAY)
  if (offSince !== null && offSince < provedAt) return { outcome: 'waiting', provedAt: null, reason: 'rule_off' }
  return provedAt <= now ? { outcome: 'proved', at: provedAt } : { outcome: 'waiting', provedAt, reason: 'clean_so_far' }
}
