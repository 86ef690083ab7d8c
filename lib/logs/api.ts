import { z } from 'zod'
import { logQuerySchema } from './filter'
import { logLevels, PAGE_LINES } from './model'

// What the API takes and tells of the log.

export const logsQuerySchema = logQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(500).default(PAGE_LINES),
  after: z.string().max(400).optional().describe('`next` of the page before.'),
})

export const logsSchema = z.object({
  lines: z.array(
    z.object({
      key: z.string(),
      at: z.iso.datetime(),
      receivedAt: z.iso.datetime(),
      level: z.enum(logLevels),
      message: z.string(),
      service: z.string().nullable(),
      requestId: z.string().nullable(),
      organizationId: z.string().nullable(),
      organization: z.string().nullable(),
      fields: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  /** For `after` of the next page; null: there is none. */
  next: z.string().nullable(),
})
