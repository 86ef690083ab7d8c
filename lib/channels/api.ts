import { z } from 'zod'
import { alertSeverities } from '@/lib/alerts/model'
import { deliveryFilterSchema } from './delivery-filter'
import { channelDisabledReasons, channelKinds, channelSettingsSchema, deliveryKinds, deliveryStates } from './model'

// The forms in which the API speaks of channels. Secrets are in none of them.

const moment = z.date().transform((at) => at.toISOString())

const channelSchema = z.object({
  id: z.uuid(),
  kind: z.enum(channelKinds),
  name: z.string(),
  settings: channelSettingsSchema,
  hint: z.string().nullable(),
  enabled: z.boolean(),
  takesUnrouted: z.boolean(),
  minSeverity: z.enum(alertSeverities),
  sendResolved: z.boolean(),
  groupWaitSeconds: z.number(),
  groupIntervalSeconds: z.number(),
  repeatSeconds: z.number(),
  failures: z.number(),
  failingSince: moment.nullable(),
  lastSuccessAt: moment.nullable(),
  disabledAt: moment.nullable(),
  disabledReason: z.enum(channelDisabledReasons).nullable(),
  waiting: z.number(),
})
export const channelListSchema = z.object({ channels: z.array(channelSchema) })

/** The signing secret of a webhook is answered once, when it is made. */
export const channelAddedSchema = z.object({ id: z.uuid(), secret: z.string().nullable() })

export const channelTestSchema = z.object({
  deliveryId: z.uuid(),
  accepted: z.boolean(),
  status: z.number().nullable(),
  answer: z.string().nullable(),
  error: z.string().nullable(),
})

export const deliveryListInputSchema = deliveryFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
})

const deliverySchema = z.object({
  id: z.uuid(),
  channelId: z.uuid(),
  channelName: z.string(),
  kind: z.enum(deliveryKinds),
  subject: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  status: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: moment,
  nextAttemptAt: moment.nullable(),
  deliveredAt: moment.nullable(),
})
export const deliveryListSchema = z.object({ deliveries: z.array(deliverySchema), total: z.number() })

export const deliveryDetailSchema = deliverySchema.extend({
  body: z.string(),
  alertIds: z.array(z.uuid()),
  history: z.array(
    z.object({
      attempt: z.number(),
      at: moment,
      status: z.number().nullable(),
      error: z.string().nullable(),
      answer: z.string().nullable(),
      latencyMs: z.number().nullable(),
    }),
  ),
})

export const doneSchema = z.object({ ok: z.literal(true) })
