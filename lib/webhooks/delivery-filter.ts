import { z } from 'zod'

// What the list of deliveries can be narrowed to.

export const deliveryStates = ['delivered', 'failed', 'waiting', 'cancelled'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const deliverySources = ['pulsegrid', 'platform'] as const
/** Who sent it: we, or the platform, which reports its own. */
export type DeliverySource = (typeof deliverySources)[number]

export const deliveryFilterSchema = z.object({
  state: z.enum(deliveryStates).optional(),
  source: z.enum(deliverySources).optional(),
  endpoint: z.uuid().optional(),
  /** Part of the event type, or the whole id of a message or delivery. */
  search: z.string().trim().max(200).optional(),
})
export type DeliveryFilter = z.infer<typeof deliveryFilterSchema>

/** A filter from an address; what makes no sense is left out, never an error. */
export function readDeliveryFilter(params: Record<string, string>, search: string): DeliveryFilter {
  const { state, source, endpoint } = deliveryFilterSchema.shape
  return {
    state: state.safeParse(params.state).data,
    source: source.safeParse(params.source).data,
    endpoint: endpoint.safeParse(params.endpoint).data,
    search: search || undefined,
  }
}
