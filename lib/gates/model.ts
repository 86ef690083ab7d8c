import { z } from 'zod'
import { DAY, HOUR, MINUTE } from '@/lib/time'

// What happens to a listing whose quality stays bad, and when: five gates as declared data on one
// lifecycle, watching -> grace -> applied (-> escalated) -> lifted. Nobody loses anything before the
// warnings that were promised were sent, and everything is given back as soon as the cause is gone.
// Reads the daily rollups, probes, score receipts, fault windows and, for "was the warning sent?",
// notification_log and outbox; writes quality_gates, gate_notices, gate_exemptions, reliable_badges.
// Telling people is a later reader's business (lib/notifications), showing it the directory's.

export const gateTypes = ['error_rate_elevated', 'error_rate_critical', 'health_down', 'low_score', 'dormant'] as const
export type GateType = (typeof gateTypes)[number]

/** watching is no row: a row begins with the trigger. */
export const gateStates = ['grace', 'applied', 'lifted'] as const
export type GateState = (typeof gateStates)[number]

/** In the order in which they can come; a later one makes an earlier one that nobody was told of untrue. */
export const gateSteps = ['triggered', 'midpoint', 'day_before', 'applied', 'escalation_ahead', 'escalated', 'lifted'] as const
export type GateStep = (typeof gateSteps)[number]

/** healed: the cause is gone. exempted: staff approved an exemption. archived: the tool is gone. no_endpoint: nothing is left that could be down. */
export const liftReasons = ['healed', 'exempted', 'archived', 'no_endpoint'] as const
export type LiftReason = (typeof liftReasons)[number]

/** What a gate does to a listing. The badges are bad ones; `deprioritised` comes last in every list. */
export const consequences = ['needs_attention', 'deprioritised', 'unreliable', 'hidden', 'inactive'] as const
export type Consequence = (typeof consequences)[number]

export interface GateSpec {
  type: GateType
  /** Whose: one tool's, or a publisher's with all its tools. */
  subject: 'tool' | 'developer'
  /** From the trigger to the consequence; the clock stands during incidents that are not the publisher's. */
  graceMs: number
  /** Is a mail owed 24 h before? Not where the whole grace is no longer than that: the first mail is that one. */
  dayBefore: boolean
  consequence: Consequence
  /** A second consequence of the same gate, and how long after the first. */
  escalation: { afterMs: number; consequence: Consequence } | null
  /** Moments are kept in steps of this, so that a run that starts a few minutes later or earlier than yesterday's is the same step of the day. */
  stepMs: number
}

// The table of spec section 7.
export const gateSpecs: Record<GateType, GateSpec> = {
  error_rate_elevated: {
    type: 'error_rate_elevated',
    subject: 'tool',
    graceMs: 14 * DAY,
    dayBefore: true,
    consequence: 'needs_attention',
    escalation: { afterMs: 7 * DAY, consequence: 'deprioritised' },
    stepMs: HOUR,
  },
  error_rate_critical: {
    type: 'error_rate_critical',
    subject: 'tool',
    graceMs: 7 * DAY,
    dayBefore: true,
    consequence: 'deprioritised',
    escalation: null,
    stepMs: HOUR,
  },
  health_down: { type: 'health_down', subject: 'tool', graceMs: DAY, dayBefore: false, consequence: 'unreliable', escalation: null, stepMs: 15 * MINUTE },
  low_score: { type: 'low_score', subject: 'developer', graceMs: 14 * DAY, dayBefore: true, consequence: 'hidden', escalation: null, stepMs: HOUR },
  dormant: { type: 'dormant', subject: 'tool', graceMs: 7 * DAY, dayBefore: true, consequence: 'inactive', escalation: null, stepMs: HOUR },
}

/** A day's fair error rate above this breaches (ratio). */
export const errorThresholds = { error_rate_elevated: 0.05, error_rate_critical: 0.1 } as const
/** So many days with enough calls in a row breach, so many heal. */
export const BREACH_DAYS = 7
export const HEAL_DAYS = 3
/** Rates are judged on these days before the last midnight. */
export const RATE_DAYS = 28
/** Fewer calls (outside of incidents, with a known outcome) in RATE_DAYS: insufficient data. */
export const MINIMUM_CALLS = 1_000
/** Fewer on a day: the day counts neither way. */
export const MINIMUM_DAY_CALLS = 30

export const DOWN_MS = 48 * HOUR
/** Between two probes that both found the endpoint down it counts as down, unless they are further apart than this. */
export const MAX_PROBE_GAP_MS = HOUR
/** What one probe stands for. */
export const PROBE_MS = 5 * MINUTE

export const LOW_SCORE = 40
export const LOW_SCORE_DAYS = 30
/** Receipts are looked for this many days back; a missing one counts neither way. */
export const RECEIPT_DAYS = 60

export const DORMANT_DAYS = 60

/** A mail that leaves minutes after the run that owed it still counts from that run: at most so much. */
export const DELIVERY_SLACK_MS = HOUR
/** The last warning before a consequence. */
export const LAST_WARNING_MS = DAY

/** "Reliable" (spec section 7): so long without a gate, so many receipts seen, A- or better; lost when it stays so long untrue. */
export const RELIABLE_DAYS = 90
export const RELIABLE_RECEIPTS = 28
export const RELIABLE_GRACE_DAYS = 60
/** A- begins here. */
export const RELIABLE_SCORE = 85

/** Template, notification type and, with the notice's id as the key, the once-key of all mails about gates. */
export const GATE_MAIL = 'gate-warning'

export const MAX_EXEMPTION_DAYS = 90
export const exemptionStates = ['pending', 'approved', 'rejected', 'revoked', 'expired'] as const
export type ExemptionState = (typeof exemptionStates)[number]

/** One day of a judgement's figures. `left_out`: too few calls, or wholly inside an incident. */
const dayStates = ['breach', 'fine', 'left_out'] as const
const evidenceDaySchema = z.object({
  /** YYYY-MM-DD, UTC. */
  day: z.string(),
  state: z.enum(dayStates),
  /** The ratio or the score; null without one. */
  value: z.number().nullable(),
  calls: z.number().nullable(),
})
export type EvidenceDay = z.infer<typeof evidenceDaySchema>

/** The figures that a check judged by: what the page shows and what an exemption is argued with. */
export const evidenceSchema = z.object({
  /** What is the matter, in one sentence with its figures. */
  summary: z.string(),
  /** How far on the way: breaching days (hours for health_down) in a row, and how many trigger. */
  reached: z.number(),
  needed: z.number(),
  /** Days in a row that heal, and how many lift the gate; null where one look does. */
  healing: z.object({ reached: z.number(), needed: z.number() }).nullable(),
  /** The limit that the days are compared with; null where there is none. */
  threshold: z.number().nullable(),
  days: z.array(evidenceDaySchema),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** Where a listing stands in the directory: inactive only under its filter, hidden nowhere. */
export const standings = ['normal', 'deprioritised', 'inactive', 'hidden'] as const
export type Standing = (typeof standings)[number]

export const badges = ['needs_attention', 'unreliable', 'reliable'] as const
export type Badge = (typeof badges)[number]
