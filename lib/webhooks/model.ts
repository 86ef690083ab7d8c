import { z } from 'zod'

// Webhooks that we send to publishers, after the Standard Webhooks specification: what other domains
// wrote (gate notices, receipts, reviews, refunds) becomes messages, a message becomes one send for
// each endpoint that wants it, and a send is tried until it is accepted or given up. A message has one
// id and one body for ever, so a repeat is known as one; delivery is at least once.
// Reads: gates, scores, tools (facts of the last day), webhook_endpoints. Writes: webhook_messages,
// webhook_sends, webhook_attempts, webhook_endpoint_health, webhook_secrets; through their own domains'
// commands webhook_endpoints (switched off) and webhook_deliveries (the outcome, for the scorecard).

export interface EventType {
  type: string
  label: string
}

/** What can be subscribed to, as a publisher chooses it. Types of one noun stand together. */
export const eventTypes = [
  { type: 'quality_gate.triggered', label: 'A quality gate has begun' },
  { type: 'quality_gate.midpoint', label: 'Half of a gate’s grace is over' },
  { type: 'quality_gate.day_before', label: 'A gate’s consequence comes in 24 hours' },
  { type: 'quality_gate.applied', label: 'A gate’s consequence holds' },
  { type: 'quality_gate.escalation_ahead', label: 'A gate’s second consequence is near' },
  { type: 'quality_gate.escalated', label: 'A gate’s second consequence holds' },
  { type: 'quality_gate.lifted', label: 'A gate is lifted' },
  { type: 'health_score.calculated', label: 'The day’s health score is there' },
  { type: 'health_score.grade_changed', label: 'The grade has changed' },
  { type: 'review.posted', label: 'A review was posted' },
  { type: 'review.answered', label: 'A review was answered or its answer changed, here' },
  { type: 'refund.created', label: 'A refund or dispute was reported' },
] as const satisfies readonly EventType[]

export const eventTypeSchema = z.enum(eventTypes.map(({ type }) => type))

/** Sent on demand only; nobody subscribes to it. */
export const TEST_TYPE = 'webhook.test'

export const sendStates = ['pending', 'sending', 'delivered', 'dead', 'cancelled'] as const
export type SendState = (typeof sendStates)[number]

export const disabledReasons = ['failing', 'gone'] as const
export type DisabledReason = (typeof disabledReasons)[number]

/** Facts older than this are not told any more: an outage of ours ends in a day's events, an import in none. */
export const TELL_WITHIN_HOURS = 24

/** How long the secret before a rotation signs along, so that receivers can change over. */
export const ROTATION_HOURS = 24

/** The name under which the outcome of a send stands among the delivery facts. */
export const DELIVERY_PREFIX = 'pulsegrid:'
