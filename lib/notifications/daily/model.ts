import type { SilenceDebt } from '@/lib/alerts/silence-debt'
import type { Window } from '@/lib/time'

// The day of the platform, as staff are told of it at nine: how it is, what fired, what is broken, which
// customers slipped, what is due. Everything is what it was at the end of the window, so that the page of a day
// and its mail say the same; only what is kept quiet is known of the present alone.

/** A score fell when it lost more than so many points in a week. */
export const FALL_POINTS = 20
/** A renewal is near within so many days. */
export const RENEWAL_DAYS = 30
/** Below this score a renewal is at risk; the lower end of "monitor". */
export const AT_RISK_SCORE = 60

export const cards = ['developer', 'consumer'] as const
export type Card = (typeof cards)[number]

export interface AlertOfDay {
  id: string
  title: string
  severity: 'warning' | 'critical'
  firedAt: Date
  acknowledged: boolean
}

export interface IncidentOfDay {
  id: string
  number: number
  title: string
  severity: number
  startedAt: Date
  resolvedAt: Date | null
}

export interface SlippedScore {
  organizationId: string
  organization: string
  card: Card
  score: number
  /** A week before; null: none then. */
  before: number | null
  /** It lost more than FALL_POINTS within a week, and had not the day before. */
  fell: boolean
  /** It is critical, and was not the day before. */
  becameCritical: boolean
}

export interface RenewalAtRisk {
  organizationId: string
  organization: string
  plan: string
  renewalAt: Date
  /** The lower of its scores; null: none. */
  score: number | null
  /** Of the last 30 days. */
  failedPayments: number
}

export interface FailedPayment {
  organizationId: string
  organization: string
  amountMicros: number
  reason: string | null
  at: Date
}

/** Failures that people met. */
export interface ErrorSource {
  /** A route, or a tool's name. */
  name: string
  /** Null: a route. */
  toolId: string | null
  errors: number
  calls: number
}

export interface DailyFacts {
  /** UTC midnight. */
  day: Date
  window: Window
  /** The window has not ended: it is not nine o'clock yet. */
  unfinished: boolean
  health: {
    sentence: string
    state: 'fine' | 'burning' | 'breached' | 'unknown'
    troubled: { name: string; sentence: string; state: 'burning' | 'breached' }[]
  }
  /** Fired in the window. */
  fired: { critical: number; warning: number }
  /** Open at the end of the window, the gravest first. */
  openAlerts: AlertOfDay[]
  /** Null: of a day that is over nobody knows. */
  debts: SilenceDebt[] | null
  openIncidents: IncidentOfDay[]
  /** Resolved in the window. */
  resolvedIncidents: IncidentOfDay[]
  slipped: SlippedScore[]
  renewals: RenewalAtRisk[]
  payments: FailedPayment[]
  routes: ErrorSource[]
  tools: ErrorSource[]
  /** Some of it is of the simulated marketplace. */
  simulated: boolean
}
