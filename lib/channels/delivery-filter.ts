import type { DeliveryState } from './model'

/** What the log of messages can be narrowed to. */
export interface DeliveryFilter {
  state?: DeliveryState
  channel?: string
  /** Part of the subject, or the whole id of a message. */
  search?: string
}
