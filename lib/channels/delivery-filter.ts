import { z } from 'zod'
import { deliveryStates } from './model'

/** What the log of messages can be narrowed to. */
export const deliveryFilterSchema = z.object({
  state: z.enum(deliveryStates).optional(),
  channel: z.uuid().optional(),
  /** Part of the subject, or the whole id of a message. */
  search: z.string().trim().max(200).optional(),
})
export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>

/** A filter from an address; what makes no sense is left out, never an error. */
export function readDeliveryFilter(params: Record<string, string>, search: string): DeliveryFilter {
  const { state, channel } = deliveryFilterSchema.shape
  return { state: state.safeParse(params.state).data, channel: channel.safeParse(params.channel).data, search: search || undefined }
}
