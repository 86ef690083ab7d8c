import { z } from 'zod'
import { plannedStates } from './model'

/** A Date inside, an ISO 8601 string in JSON. */
const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())

export const plannedQuerySchema = z.strictObject({
  state: z.enum(plannedStates).optional(),
  toolId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
})

/** What the API tells of planned events; those for everybody belong to no tool and no organization. */
export const plannedListSchema = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      /** Planned by staff, for everybody's tools: not the organization's to cancel. */
      forEverybody: z.boolean(),
      /** Null: every tool. */
      toolId: z.string().nullable(),
      toolName: z.string().nullable(),
      title: z.string(),
      from: moment,
      to: moment,
      cancelledAt: moment.nullable(),
      state: z.enum(plannedStates),
    }),
  ),
  /** All that match. */
  total: z.number(),
})

export const plannedIdSchema = z.object({ id: z.string() })
export const plannedCancelSchema = z.strictObject({ id: z.uuid('Name the event: ?id=<its id>.') })
