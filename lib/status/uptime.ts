import { type SystemImpact, systemImpacts } from '@/lib/incidents/model'
import { addDays, DAY, isoDay, startOfDay } from '@/lib/time'
import { type SnapshotDay, UPTIME_DAYS } from './model'

// Uptime as Atlassian Statuspage weighs it: a major outage counts whole, a partial one 30 %, degraded
// performance and planned work not at all. At each moment the worst of what was wrong counts, once.

const weights: Record<SystemImpact, number> = { degraded: 0, partial_outage: 0.3, major_outage: 1 }

/** What an incident did to a system, from when to when. */
export interface ImpactInterval {
  /** Number of the incident. */
  incident: number
  impact: SystemImpact
  from: Date
  /** Null while it lasts. */
  to: Date | null
}

/**
 * The uptime of each of the last days, UTC, oldest first; the last one is today as far as it has gone.
 * @param knownFrom since when the system exists; a day before is null, of the day itself only the rest counts
 */
export function uptimeDays(intervals: readonly ImpactInterval[], options: { now: Date; days: number; knownFrom: Date }): SnapshotDay[] {
  const { now, days, knownFrom } = options
  const today = startOfDay(now)
  return Array.from({ length: days }, (_, at) => {
    const midnight = addDays(today, at - days + 1)
    const from = Math.max(midnight.getTime(), knownFrom.getTime())
    const to = Math.min(midnight.getTime() + DAY, now.getTime())
    return dayOf(isoDay(midnight), intervals, from, to)
  })
}

/** The first moment of the days of uptime. */
export function uptimeFrom(now: Date): Date {
  return addDays(startOfDay(now), -UPTIME_DAYS + 1)
}

/** 0..1 of the time of several days that it was up, each as long as it was known; null when none is. */
export function upRatioOf(days: readonly SnapshotDay[], options: { now: Date; knownFrom: Date }): number | null {
  let known = 0
  let up = 0
  for (const { day, upRatio } of days) {
    if (upRatio === null) continue
    const midnight = new Date(`${day}T00:00:00Z`).getTime()
    const length = Math.min(midnight + DAY, options.now.getTime()) - Math.max(midnight, options.knownFrom.getTime())
    known += length
    up += upRatio * length
  }
  return known <= 0 ? null : up / known
}

function dayOf(day: string, intervals: readonly ImpactInterval[], from: number, to: number): SnapshotDay {
  const found: SnapshotDay = { day, upRatio: null, majorMs: 0, partialMs: 0, degradedMs: 0, incidents: [] }
  if (from >= to) return found
  const within = intervals
    .map(({ incident, impact, from: began, to: ended }) => ({
      incident,
      impact,
      from: Math.max(began.getTime(), from),
      to: Math.min(ended === null ? to : ended.getTime(), to),
    }))
    .filter((one) => one.from < one.to)
  const edges = [...new Set(within.flatMap((one) => [one.from, one.to]))].sort((a, b) => a - b)
  let down = 0
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1]
    if (next === undefined) break
    const worst = worstOf(within.filter((one) => one.from <= edge && one.to >= next).map(({ impact }) => impact))
    if (worst === null) continue
    const length = next - edge
    down += weights[worst] * length
    if (worst === 'major_outage') found.majorMs += length
    else if (worst === 'partial_outage') found.partialMs += length
    else found.degradedMs += length
  }
  found.upRatio = 1 - down / (to - from)
  found.incidents = [...new Set(within.map(({ incident }) => incident))].sort((a, b) => a - b)
  return found
}

/** The gravest of several impacts; null for none. */
export function worstOf(impacts: readonly SystemImpact[]): SystemImpact | null {
  return impacts.reduce<SystemImpact | null>(
    (worst, impact) => (worst === null || systemImpacts.indexOf(impact) > systemImpacts.indexOf(worst) ? impact : worst),
    null,
  )
}
