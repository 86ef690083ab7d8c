import { z } from 'zod'
import { addDays } from '@/lib/time'
import { gateSpecs, gateTypes, MAX_EXEMPTION_DAYS } from './model'

const REASON = { min: 10, max: 1_000 }

/** What a publisher asks: which gate to leave out, why, what shows it, until when. */
export const exemptionRequestSchema = z.strictObject({
  type: z.enum(gateTypes),
  /** Null for the gate that stands over the publisher (low_score). */
  toolId: z.uuid().nullable(),
  reason: z.string().trim().min(REASON.min, `Say why, in at least ${REASON.min} characters.`).max(REASON.max),
  /** A link, a ticket, a plan: what lets staff decide. */
  evidence: z.string().trim().max(2_000).default(''),
  until: z.coerce.date(),
})
export type ExemptionRequest = z.output<typeof exemptionRequestSchema>

/** What is wrong with the end of an exemption; null when nothing is. At most 90 days after the decision (or the request). */
export function untilProblem(until: Date, now: Date): string | null {
  if (Number.isNaN(until.getTime())) return 'Choose the day until which it is to hold.'
  if (until <= now) return 'The exemption would end before it begins. Choose a later day.'
  if (until > addDays(now, MAX_EXEMPTION_DAYS)) return `An exemption holds for at most ${MAX_EXEMPTION_DAYS} days. Choose an earlier day.`
  return null
}

/** Does this gate stand over what is named? A tool for four of them, the publisher for low_score. */
export function subjectProblem(type: ExemptionRequest['type'], toolId: string | null): string | null {
  const ofTool = gateSpecs[type].subject === 'tool'
  if (ofTool && toolId === null) return 'Name the tool: this gate stands over one tool.'
  if (!ofTool && toolId !== null) return 'Name no tool: this gate stands over the publisher and all its tools.'
  return null
}
