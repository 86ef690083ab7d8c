import { DAY, floorTo, HOUR } from '@/lib/time'
import { type Stop, stoppedMs } from './clock'
import { RELIABLE_DAYS, RELIABLE_GRACE_DAYS, RELIABLE_RECEIPTS, RELIABLE_SCORE } from './model'

/** What the badge "Reliable" is judged by. */
export interface ReliableFacts {
  /** Of a receipt of today or yesterday; null without one, or while the publisher is new. */
  score: number | null
  /** Scored receipts of the last 90 days. */
  receipts: number
  /** When the oldest live tool was published; null without one. */
  publishedAt: Date | null
  /** A gate is open over the publisher or one of its tools. */
  gateOpen: boolean
  /** The end of the newest gate that was lifted; null when there never was one. */
  lastLiftedAt: Date | null
}

/** The badge while it is held. */
export interface HeldBadge {
  earnedAt: Date
  failingSince: Date | null
  losesAt: Date | null
  checkedAt: Date
}

export interface BadgeTransition {
  earnedAt: Date
  failingSince: Date | null
  losesAt: Date | null
  lostAt: Date | null
}

/**
 * Earned by 90 days without a gate and A- or better. Once held it is kept while no gate is open and the
 * score stays: a gate that is lifted, or a score that recovers, within 60 days costs nothing. Those 60
 * days stand still during incidents that are not the publisher's. Without a fresh score nothing changes.
 * @returns null when nothing is to be stored
 */
export function decideReliable(held: HeldBadge | null, facts: ReliableFacts, stops: readonly Stop[], now: Date): BadgeTransition | null {
  const at = floorTo(now, HOUR)
  if (held && now < held.checkedAt) return null
  const { score, gateOpen } = facts
  if (!held) return score !== null && score >= RELIABLE_SCORE && deserves(facts, now) ? { earnedAt: at, failingSince: null, losesAt: null, lostAt: null } : null
  const { earnedAt } = held
  const fails = gateOpen || facts.publishedAt === null || (score !== null && score < RELIABLE_SCORE)
  if (!fails && score !== null) return { earnedAt, failingSince: null, losesAt: null, lostAt: null }
  if (!fails && held.failingSince === null) return { earnedAt, failingSince: null, losesAt: null, lostAt: null }
  const failingSince = held.failingSince ?? at
  const stopped = stoppedMs(stops, failingSince.getTime(), now.getTime())
  const losesAt = new Date(Math.max(held.losesAt?.getTime() ?? 0, failingSince.getTime() + RELIABLE_GRACE_DAYS * DAY + stopped))
  return { earnedAt, failingSince, losesAt, lostAt: fails && at >= losesAt ? at : null }
}

function deserves({ receipts, publishedAt, gateOpen, lastLiftedAt }: ReliableFacts, now: Date): boolean {
  const since = now.getTime() - RELIABLE_DAYS * DAY
  if (gateOpen || receipts < RELIABLE_RECEIPTS || publishedAt === null) return false
  return publishedAt.getTime() <= since && (lastLiftedAt === null || lastLiftedAt.getTime() <= since)
}
