import { MINUTE } from '@/lib/time'

/** When an incident's ledger was computed, and whether for good. */
interface Computed {
  computedAt: Date
  frozenAt: Date | null
}

/** What is under way when an incident is resolved has arrived by then; from then on its ledger stays as it is. */
const FREEZE_AFTER_MS = 5 * MINUTE
/** A ledger is counted from the calls of the whole incident: the longer that lasts, the rarer, so that all counting takes no more than it lasts. */
const PART = 60
const RAREST_MS = 15 * MINUTE

/**
 * What is to be done with an incident's ledger now: nothing, compute it anew, or compute it for the last time.
 * @param computed what is kept of it; null: nothing yet
 */
export function ledgerStep(incident: { startedAt: Date; resolvedAt: Date | null }, computed: Computed | null, now: Date): 'nothing' | 'compute' | 'freeze' {
  if (computed?.frozenAt) return 'nothing'
  if (incident.resolvedAt !== null && now.getTime() >= incident.resolvedAt.getTime() + FREEZE_AFTER_MS) return 'freeze'
  if (computed === null) return 'compute'
  const pause = Math.min(RAREST_MS, (now.getTime() - incident.startedAt.getTime()) / PART)
  return now.getTime() - computed.computedAt.getTime() >= pause ? 'compute' : 'nothing'
}
