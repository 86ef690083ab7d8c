import { z } from 'zod'
import { alertSeverities, bellEventTypes } from './model'

/** What stands behind the bell, as the API answers it. */
export const bellSchema = z.object({
  unseen: z.number().int().describe('Events that this person has not seen; 100 stands for 100 or more.'),
  newestSeq: z.number().int().describe('Up to which event there is something to see.'),
  events: z.array(
    z.object({
      seq: z.number().int(),
      alertId: z.uuid(),
      type: z.enum(bellEventTypes),
      severity: z.enum(alertSeverities),
      title: z.string(),
      at: z.date(),
      unseen: z.boolean(),
    }),
  ),
})
/** As a browser reads it. */
export type Bell = Omit<z.output<typeof bellSchema>, 'events'> & { events: (Omit<z.output<typeof bellSchema>['events'][number], 'at'> & { at: string })[] }

export const seenSchema = z.object({ seenSeq: z.number().int().min(0).describe('The newest event that was shown.') })
