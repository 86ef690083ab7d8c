import { HOUR, MINUTE } from '@/lib/time'
import type { MetricVerdict } from './judge'

// From verdicts to anomalies: when one begins, goes on, is over. Nothing but the moments is looked at,
// so that windows can be followed again from any moment with the same result.

/** Back for so long is over. */
const RESOLVED_AFTER = 30 * MINUTE
/** So long is the new normal. */
const EXPIRED_AFTER = 48 * HOUR

/** An anomaly that goes on. */
export interface Open {
  /** End of the window that confirmed it, ms. */
  startedAt: number
  /** End of the latest window that was out of the ordinary, ms. */
  lastBadAt: number
}

export type Followed = { change: 'none' | 'resolved' | 'expired'; open: null } | { change: 'opened' | 'worse' | 'unchanged'; open: Open }

/**
 * Follows one window of one metric. A window that says nothing (too little history, no call to judge by)
 * neither opens nor resolves; one inside a planned event does not open.
 */
export function follow(
  open: Open | null,
  verdict: Pick<MetricVerdict, 'outcome' | 'stillBad' | 'judgeable'>,
  { at, planned }: { at: number; planned: boolean },
): Followed {
  if (open === null) {
    if (verdict.outcome !== 'anomaly' || planned) return { change: 'none', open: null }
    return { change: 'opened', open: { startedAt: at, lastBadAt: at } }
  }
  if (at - open.startedAt >= EXPIRED_AFTER && at - open.lastBadAt < RESOLVED_AFTER) return { change: 'expired', open: null }
  if (verdict.stillBad) return { change: 'worse', open: { ...open, lastBadAt: at } }
  if (verdict.judgeable && at - open.lastBadAt >= RESOLVED_AFTER) return { change: 'resolved', open: null }
  return { change: 'unchanged', open }
}
