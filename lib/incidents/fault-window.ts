import type { FaultWindowInput } from '@/lib/ingest/fault-window'
import { effectsOf } from './clock'
import type { Coverage, Severity } from './model'
import { incidentLabel } from './words'

/** What an incident says of whom it covers. */
export interface Covering {
  id: string
  number: number
  title: string
  severity: Severity
  coverage: Coverage
  routes: string[]
  tools: string[]
  provider: string | null
  public: boolean
  startedAt: Date
  mitigatedAt: Date | null
  resolvedAt: Date | null
}

/** By what the fault window of an incident is known. */
export function windowSource(incidentId: string): string {
  return `incident:${incidentId}`
}

/**
 * The fault window that follows from an incident: what it covers, for as long as it had effects; null where it
 * explains nobody's failures. Publishers read the label, so what is not public stays out of it.
 */
export function windowOf(incident: Covering): (FaultWindowInput & { toAt: Date | null }) | null {
  const { from, to } = effectsOf(incident)
  if (incident.coverage === 'none' || (to !== null && to <= from)) return null
  const common = {
    source: windowSource(incident.id),
    label: incident.public ? `${incidentLabel(incident.number)}: ${incident.title}` : incidentLabel(incident.number),
    severity: incident.severity,
    fromAt: from,
    toAt: to,
  }
  if (incident.coverage === 'provider') return incident.provider === null ? null : { ...common, kind: 'upstream', provider: incident.provider }
  // Naming nothing means everything, so some that are none cover nothing.
  if (incident.coverage === 'some' && incident.routes.length + incident.tools.length === 0) return null
  return incident.coverage === 'some'
    ? { ...common, kind: 'platform', routes: incident.routes, tools: incident.tools }
    : { ...common, kind: 'platform', routes: [], tools: [] }
}
