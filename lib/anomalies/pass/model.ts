import type { ToolMemory } from '../detect/tool/memory'
import type { AnomalyMetric, AnomalySeverity, DetectorParameters } from '../model'

// The pass over all tools, every five minutes: windows that have closed and been counted are judged, and
// what is out of the ordinary becomes events. A tool's windows can be judged again from any moment of the
// last day with the same result, which is how late rows, repeats and interrupted runs are dealt with.

/** So far back late rows are judged again; what is older corrects what is usual from then on. */
export const REJUDGED_HOURS = 24

/** Advisory lock: two passes take turns. */
export const PASS_LOCK = 'pulsegrid:detect-anomalies'

/** A window that was out of the ordinary, as it is kept and shown. */
export interface BadWindow {
  metric: AnomalyMetric
  /** Its end, ms. */
  at: number
  confirmed: boolean
  severity: AnomalySeverity
  observed: number
  usual: number
  expectedLow: number
  expectedHigh: number
  z: number
  impact: number
  reason: string
}

/** An event of one metric of one tool, as far as following it needs. Moments in ms. */
export interface TrackedEvent {
  id: string
  metric: AnomalyMetric
  state: 'ongoing' | 'resolved' | 'expired' | 'withdrawn'
  startedAt: number
  lastBadAt: number
  endedAt: number | null
  /** The window it is described by: the worst. */
  worst: { severity: AnomalySeverity; z: number; impact: number; usual: number; observed: number; reason: string }
}

/** A tool with what the pass keeps of it. */
export interface TrackedTool {
  toolId: string
  organizationId: string
  /** End of the latest judged window, ms. */
  judgedUntil: number
  memory: ToolMemory
  /** The parameters as they were read: stored again only where the memory's are others. */
  readParameters: Readonly<DetectorParameters>
}
