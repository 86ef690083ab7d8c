import type { AnomalyMetric, AnomalySeverity, AnomalyState } from '../model'
import { isClosed } from './group'

/** What of an event decides how its story stands. */
type Member = {
  metric: AnomalyMetric
  severity: AnomalySeverity
  state: AnomalyState
  impact: number
  usual: number
  observed: number
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
}

export interface Outcome {
  severity: AnomalySeverity
  state: AnomalyState
  /** 0..1 */
  impact: number
  startedAt: Date
  lastBadAt: Date
  endedAt: Date | null
}

const severities = ['warning', 'critical', 'urgent'] as const

/**
 * How a story stands by its events (at least one, none withdrawn): as grave as the gravest, under way
 * while one is, expired when all have, over with the last. What a person closed stays closed.
 */
export function outcomeOf(events: readonly Member[], before: { state: AnomalyState } | null): Outcome {
  const ends = events.map(({ endedAt, lastBadAt }) => (endedAt ?? lastBadAt).getTime())
  const ongoing = events.some(({ state }) => state === 'ongoing')
  const state = ongoing ? 'ongoing' : events.every((event) => event.state === 'expired') ? 'expired' : 'resolved'
  return {
    severity: severityOf(events),
    state: before && isClosed(before) ? before.state : state,
    impact: Math.max(...events.map(({ impact }) => impact)),
    startedAt: new Date(Math.min(...events.map(({ startedAt }) => startedAt.getTime()))),
    lastBadAt: new Date(Math.max(...events.map(({ lastBadAt }) => lastBadAt.getTime()))),
    endedAt: ongoing ? null : new Date(Math.max(...ends)),
  }
}

/** How a platform story stands by its parts (at least one): a part that a developer closed still counts as what it is a part of. */
export function outcomeOfParts(
  parts: readonly Pick<Member, 'severity' | 'state' | 'impact' | 'startedAt' | 'lastBadAt' | 'endedAt'>[],
  before: { state: AnomalyState } | null,
): Outcome {
  const ends = parts.map(({ endedAt, lastBadAt }) => (endedAt ?? lastBadAt).getTime())
  const ongoing = parts.some(({ state, endedAt }) => state === 'ongoing' || endedAt === null)
  const state = ongoing ? 'ongoing' : parts.every((part) => part.state === 'expired') ? 'expired' : 'resolved'
  return {
    severity: severities[Math.max(...parts.map(({ severity }) => severities.indexOf(severity)))] ?? 'warning',
    state: before && isClosed(before) ? before.state : state,
    impact: Math.max(...parts.map(({ impact }) => impact)),
    startedAt: new Date(Math.min(...parts.map(({ startedAt }) => startedAt.getTime()))),
    lastBadAt: new Date(Math.max(...parts.map(({ lastBadAt }) => lastBadAt.getTime()))),
    endedAt: ongoing ? null : new Date(Math.max(...ends)),
  }
}

/** More calls, more revenue, faster answers, fewer errors: a warning at most, unless something gets worse with them. */
function severityOf(events: readonly Member[]): AnomalySeverity {
  const worse = events.some(({ metric, observed, usual }) => (metric === 'error_rate' || metric === 'latency' ? observed > usual : observed < usual))
  if (!worse) return 'warning'
  return severities[Math.max(...events.map(({ severity }) => severities.indexOf(severity)))] ?? 'warning'
}
