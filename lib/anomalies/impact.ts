import type { AnomalyMetric, AnomalySeverity } from './model'

// How bad is it? Two figures: the impact, for ranking, and the severity, for who is woken.

/** The most that one |z| counts. */
const Z_FULL = 4
/** Calls per five minutes from which data are not thin. */
const DENSE_CALLS = 50
/** Share of failed calls at which most of a tool is down. */
const DOWN = 0.5

/** |z| of each metric in the window, null where it has none, and the calls of the window. */
export interface Signs {
  z: Record<AnomalyMetric, number | null>
  calls: number
}

/** 0 to 1: 0.4 error rate + 0.3 traffic + 0.2 latency + 0.1 sparsity, each its capped |z| / 4 (sparsity: how thin the data are). */
export function impactOf({ z, calls }: Signs): number {
  const part = (value: number | null) => Math.min(1, Math.abs(value ?? 0) / Z_FULL)
  // Falls of errors and latency are good news.
  const rise = (value: number | null) => part(Math.max(0, value ?? 0))
  const sparsity = 1 - Math.min(1, calls / DENSE_CALLS)
  return 0.4 * rise(z.error_rate) + 0.3 * part(z.invocations) + 0.2 * rise(z.latency) + 0.1 * sparsity
}

/** urgent: the tool is down for most callers; critical: it is worse than it was; what notifies is one of the two, except for money alone. */
export function severityOf(metric: AnomalyMetric, { observed, usual }: { observed: number; usual: number }): AnomalySeverity {
  switch (metric) {
    case 'error_rate':
      return observed >= DOWN ? 'urgent' : 'critical'
    case 'invocations':
      return observed <= 0.02 * usual ? 'urgent' : 'critical'
    case 'latency':
      return 'critical'
    case 'revenue':
      return 'warning'
  }
}

/** Whether a window says more of an anomaly than another: the severer, then the one with more impact, then the one further out. */
export function isWorse(a: Said, b: Said): boolean {
  const rank = { warning: 0, critical: 1, urgent: 2 }
  if (a.severity !== b.severity) return rank[a.severity] > rank[b.severity]
  return a.impact === b.impact ? Math.abs(a.z) > Math.abs(b.z) : a.impact > b.impact
}

interface Said {
  severity: AnomalySeverity
  impact: number
  z: number
}
