import type { ComponentState } from './model'

// How a tool does right now, for those who call it.

/** Calls are judged over the last hour; over fewer than this they say nothing. */
export const TOOL_STATE_MINUTES = 60
const ENOUGH_CALLS = 30

/** Shares of calls that failed for no fault of their callers. The first is where a quality gate begins (spec, section 7). */
const bands: { from: number; state: ComponentState }[] = [
  { from: 0.5, state: 'major_outage' },
  { from: 0.1, state: 'partial_outage' },
  { from: 0.05, state: 'degraded_performance' },
]

export interface ToolFacts {
  /** Calls of the last hour whose outcome is known, and those of them that failed for no fault of their callers. */
  rated: number
  failed: number
  /** The newest probe of its health endpoint, not older than half an hour; null without one. */
  probe: 'up' | 'degraded' | 'down' | null
  /** An open incident on the page that covers it; null for none. */
  incident: { number: number; title: string } | null
}

export interface ToolState {
  state: ComponentState
  /** Why, in a few words; null when nothing is known. */
  reason: string | null
}

/** The state of a tool: the worst of what its calls and its health endpoint say, and of an incident that covers it. */
export function toolState({ rated, failed, probe, incident }: ToolFacts): ToolState {
  const ratio = rated >= ENOUGH_CALLS ? failed / rated : null
  const byCalls = ratio === null ? undefined : bands.find(({ from }) => ratio > from)
  if (byCalls && ratio !== null) return { state: byCalls.state, reason: `${Math.round(ratio * 100)} % of calls failed in the last hour` }
  if (probe === 'down') return { state: 'partial_outage', reason: 'its health endpoint does not answer' }
  if (incident !== null) return { state: 'degraded_performance', reason: 'an open incident covers it' }
  if (probe === 'degraded') return { state: 'degraded_performance', reason: 'its health endpoint answers slowly' }
  if (ratio !== null)
    return { state: 'operational', reason: failed === 0 ? 'no call failed in the last hour' : `${(ratio * 100).toFixed(1)} % of calls failed in the last hour` }
  return { state: 'operational', reason: probe === 'up' ? 'its health endpoint answers' : null }
}
