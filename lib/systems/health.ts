import type { AlertRow } from '@/lib/alerts/view'
import type { Finding } from './findings'
import type { SloStanding } from './judge-slo'
import type { PlatformState, Slo, System } from './model'
import type { Requests, SystemView } from './system-figures'

/** An SLO with its system's name, how it stands, and whether its rule is on; null where nobody is told. */
export interface SloRow extends Slo {
  systemName: string
  ruleEnabled: boolean | null
  standing: SloStanding
}

/** The newest 24 whole hours, oldest first; null where nothing was recorded. */
export interface Trends {
  from: Date
  requests: (number | null)[]
  /** Requests answered with 500 or above, of all; 0..1. */
  errorRatio: (number | null)[]
  p95Ms: (number | null)[]
}

/** Everything that the page of the system's health shows. */
export interface Health {
  state: PlatformState
  /** The platform in one sentence. */
  sentence: string
  slos: SloRow[]
  findings: Finding[]
  systems: (Pick<System, 'key' | 'name' | 'provider' | 'logService'> & SystemView)[]
  /** Of all routes in the newest hour. */
  newest: Requests
  trends: Trends
  /** The platform's alerts of the last 24 hours, the newest first, and how many there were. */
  alerts: AlertRow[]
  alertCount: number
  /** Some of the figures are those of the simulated marketplace. */
  simulated: boolean
}

/** What stands in the dimension service of the series that are simulated. */
export const SIMULATED_SERVICE = 'simulated'
