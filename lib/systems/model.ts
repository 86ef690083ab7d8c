import type { z } from 'zod'
import type { ratioSchema } from '@/lib/alerts/model'

// What the platform is made of, and what is promised of it. A system is a part that operators and the status
// page speak of (the API, the builds, a provider); an SLO says which part of its events is to be good over a
// window. Values, error budgets and burn rates are computed from the series of lib/metrics when they are
// read; the rule that tells of a burning budget is an alert rule like any other. Reads: metrics, alerts, log
// lines. Writes the tables of db/schema/systems.ts.

/** Bad and all events of an SLO, as alert rules of kind burn_rate have them. */
export type SloRatio = z.infer<typeof ratioSchema>

/** Days that an SLO may be over; burn-rate multipliers are computed from them. */
export const sloWindows = [7, 28, 30] as const

/**
 * met: the promise holds and its budget lasts. burning: it holds, but the budget is used up so fast that somebody
 * is told. breached: the budget is gone. low_volume: too few events to say. no_data: none at all.
 */
export const sloStates = ['met', 'burning', 'breached', 'low_volume', 'no_data'] as const
export type SloState = (typeof sloStates)[number]

/**
 * What the platform as a whole is in: the gravest of its SLOs that can be judged; unknown without one. Not
 * knowing is never the same as being fine.
 */
export const platformStates = ['fine', 'burning', 'breached', 'unknown'] as const
export type PlatformState = (typeof platformStates)[number]

/** quiet: no sign of life where there should be one, for longer than QUIET_MINUTES. unknown: never any. */
export const systemStates = ['fine', 'degraded', 'failing', 'quiet', 'unknown'] as const
export type SystemState = (typeof systemStates)[number]

/** A system that is measured every minute and has not been for so long gives no sign of life. Ours. */
export const QUIET_MINUTES = 5

/** The part of an SLO that judging needs. */
export interface Promised {
  /** 0..1, exclusive. */
  objective: number
  windowDays: number
  /** Below so many events in the window nothing is judged. */
  minEvents: number
}

/** Events of a stretch of time. */
export interface Events {
  bad: number
  total: number
}

/** An SLO as it stands in the table. */
export interface Slo extends Promised {
  id: string
  key: string
  systemKey: string
  name: string
  description: string
  ratio: SloRatio
  ruleId: string | null
  position: number
  enabled: boolean
  version: number
}

/** A system as it stands in the table. */
export interface System {
  key: string
  name: string
  description: string
  groupName: string
  position: number
  routes: string[]
  provider: string | null
  logService: string | null
  public: boolean
  archivedAt: Date | null
  updatedAt: Date
}
