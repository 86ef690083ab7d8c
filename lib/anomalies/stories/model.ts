import type { AnomalyMetric, AnomalySeverity, AnomalyState, Evidence, StoryCause, Suspect } from '../model'

// Anomalies of one cause are told as one story. Events come from the pass (anomaly_events); what they have
// in common is looked for in the raw calls of their first hour, compared with the same time of earlier
// days. Everything here is a decision over what queries read; lib/anomalies/stories/commands writes.

/** How far apart the end of one event and the start of the next may be within one story (ms). */
export const TOGETHER_MS = 30 * 60_000

/** The cause of tools that fall silent at once, while nobody knows more. */
export const SILENCE_KEY = 'platform:silence'

/** An event as grouping sees it. */
export interface StoryEvent {
  id: string
  organizationId: string
  toolId: string
  metric: AnomalyMetric
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  /** Usual and observed level, in the metric's unit. */
  usual: number
  observed: number
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
  storyId: string | null
  /** What its tool's calls were traced to: `<kind>:<value>`; null: nothing, or not looked yet. */
  causeKey: string | null
}

/** Raw calls of one tool that agree in everything that can be a cause. */
export interface Cell {
  toolId: string
  /** True: in the stretch that is looked into. False: what is usual for such a stretch, a mean over earlier days (so counts are broken). */
  now: boolean
  /** Null: one of the many small ones. */
  consumerId: string | null
  keyPrefix: string | null
  /** Null for calls that did not fail, as are status and fault. */
  errorCode: string | null
  statusCode: number | null
  fault: 'developer' | 'consumer' | 'platform' | 'upstream' | null
  calls: number
  /** Calls whose outcome is known. */
  rated: number
  errors: number
  latencyCount: number
  latencySumMs: number
  costMicros: number
}

/** A cause with what it is known by; label is the value until names are known. */
export interface Finding {
  cause: StoryCause | null
  evidence: Evidence[]
}

/** What is known of a tool besides its calls. */
export interface Tool {
  id: string
  organizationId: string
  name: string
  dependsOn: string[]
  route: string | null
}

/** An entry of the change ledger as it was read: whom it concerns is said by organization, tool, provider, or routes and tools. */
export interface LedgerEntry {
  kind: Suspect['kind']
  label: string
  at: Date
  until: Date | null
  organizationId: string | null
  toolId: string | null
  provider: string | null
  routes: string[]
  /** Tools besides those on the routes. */
  tools: string[]
}
