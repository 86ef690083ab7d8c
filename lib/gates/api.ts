import { z } from 'zod'
import { badges, evidenceSchema, gateStates, gateSteps, gateTypes, standings } from './model'

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

/** What the API tells of an organization's gates. */
export const gateListSchema = z.object({
  open: z.array(
    z.object({
      id: z.string(),
      type: z.enum(gateTypes),
      state: z.enum(gateStates),
      /** Null: the gate stands over the publisher and all its tools. */
      toolId: z.string().nullable(),
      toolName: z.string().nullable(),
      triggeredAt: moment,
      appliesAt: moment,
      appliedAt: moment.nullable(),
      escalatesAt: moment.nullable(),
      escalatedAt: moment.nullable(),
      /** What the clock stands for; null while it runs. */
      stoppedBy: z.string().nullable(),
      stoppedMinutes: z.number(),
      evidence: evidenceSchema,
      timeline: z.array(z.object({ step: z.enum(gateSteps), at: moment, state: z.enum(['done', 'ahead', 'skipped']) })),
    }),
  ),
  watching: z.array(z.object({ type: z.enum(gateTypes), toolId: z.string().nullable(), toolName: z.string().nullable(), evidence: evidenceSchema })),
  tools: z.array(z.object({ toolId: z.string(), standing: z.enum(standings), badges: z.array(z.enum(badges)) })),
})

export const exemptionAskedSchema = z.object({ id: z.string() })
