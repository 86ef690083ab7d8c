import type { z } from 'zod'
import type { ratioSchema } from '@/lib/alerts/model'

// What the platform is made of, and what is promised of it. A system is a part that operators and the status
// page speak of (the API, the builds, a provider); an SLO says which part of its events is to be good over a
// window. Values, error budgets and burn rates are computed from the series of lib/metrics when they are
// read; the rule that tells of a burning budget is an alert rule like any other. Reads: metrics, alerts.
// Writes the tables of db/schema/systems.ts.

/** Bad and all events of an SLO, as alert rules of kind burn_rate have them. */
export type SloRatio = z.infer<typeof ratioSchema>

/** Days that an SLO may be over; burn-rate multipliers are computed from them. */
export const sloWindows = [7, 28, 30] as const
export type SloWindow = (typeof sloWindows)[number]
