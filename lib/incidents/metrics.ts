import { durationsOf, type Moments } from './clock'
import { type Severity, severities } from './model'

/** What figures are made from. */
export interface FigureFacts extends Moments {
  severity: Severity
  /** Whether it has a complete post-mortem. */
  postmortem: boolean
}

/** Means over the incidents of a period, milliseconds; null where there is none to take a mean of. */
export interface Means {
  incidents: number
  /** MTTA: from being reported to being taken on. */
  acknowledgeMs: number | null
  /** MTTR to the end of the effects, and to being resolved. */
  mitigateMs: number | null
  resolveMs: number | null
  /** How many each mean is of. */
  acknowledged: number
  mitigated: number
  resolved: number
}

export interface Figures {
  overall: Means
  bySeverity: (Means & { severity: Severity })[]
  /** Part of the resolved ones that have a complete post-mortem, 0..1; null: none is resolved. */
  postmortemRatio: number | null
}

/** MTTA and MTTR by severity and overall, and the part of resolved incidents with a post-mortem. */
export function figuresOf(incidents: readonly FigureFacts[], now: Date): Figures {
  const resolved = incidents.filter(({ resolvedAt }) => resolvedAt !== null)
  return {
    overall: meansOf(incidents, now),
    bySeverity: severities.map((severity) => ({
      severity,
      ...meansOf(
        incidents.filter((one) => one.severity === severity),
        now,
      ),
    })),
    postmortemRatio: resolved.length === 0 ? null : resolved.filter(({ postmortem }) => postmortem).length / resolved.length,
  }
}

function meansOf(incidents: readonly FigureFacts[], now: Date): Means {
  const durations = incidents.map((incident) => durationsOf(incident, now))
  const known = (key: 'acknowledgeMs' | 'mitigateMs' | 'resolveMs') => durations.map((one) => one[key]).filter((ms) => ms !== null)
  const [acknowledge, mitigate, resolve] = [known('acknowledgeMs'), known('mitigateMs'), known('resolveMs')]
  return {
    incidents: incidents.length,
    acknowledgeMs: mean(acknowledge),
    mitigateMs: mean(mitigate),
    resolveMs: mean(resolve),
    acknowledged: acknowledge.length,
    mitigated: mitigate.length,
    resolved: resolve.length,
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
