import type { AnomalySeverity } from '@/lib/anomalies/model'
import { WEEKLY_ANOMALY_MAILS } from '@/lib/outbox/model'
import { MINUTE, WEEK } from '@/lib/time'

// How much of a publisher's attention stories may take: a developer who is told too often reads nothing.

/**
 * So long after it was first seen, a story is told: the next pass has had its look by then at whether
 * others have the same trouble, in which case it is one story of the platform and nobody's mail.
 */
export const SETTLE_MS = 6 * MINUTE

/**
 * Is there room for one more mail at `now`? Urgent ones are always sent; they take room like the others.
 * @param told when the mails of the publisher's other stories were decided, in any order
 */
export function decideAttention(severity: AnomalySeverity, told: readonly Date[], now: Date): 'tell' | 'hold' {
  if (severity === 'urgent') return 'tell'
  const recent = told.filter((at) => at.getTime() > now.getTime() - WEEK)
  return severity === 'critical' && recent.length < WEEKLY_ANOMALY_MAILS ? 'tell' : 'hold'
}
