import type { ComponentState, EndReason, MaintenanceEntryType, MaintenanceState, SubscriberKind, SubscriberState } from './model'

/** The state of a component, as the page says it. */
export const stateWords: Record<ComponentState, string> = {
  operational: 'Works',
  under_maintenance: 'Maintenance',
  degraded_performance: 'Degraded',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
}

/** The same as what is said of a system: "API is …". */
export const statePhrases: Record<ComponentState, string> = {
  operational: 'works',
  under_maintenance: 'is under planned maintenance',
  degraded_performance: 'is degraded',
  partial_outage: 'is partly down',
  major_outage: 'is down',
}

export const maintenanceWords: Record<MaintenanceState, string> = {
  scheduled: 'Planned',
  in_progress: 'Under way',
  completed: 'Completed',
  cancelled: 'Cancelled',
}

export const maintenanceEntryWords: Record<MaintenanceEntryType, string> = {
  scheduled: 'Planned',
  changed: 'Changed',
  started: 'Under way',
  update: 'Update',
  completed: 'Completed',
  cancelled: 'Cancelled',
}

export const subscriberKindWords: Record<SubscriberKind, string> = { email: 'E-mail', webhook: 'Webhook' }

export const subscriberStateWords: Record<SubscriberState, string> = { pending: 'Not confirmed', active: 'Active', ended: 'Ended' }

export const endReasonWords: Record<EndReason, string> = {
  by_hand: 'Ended by hand',
  bounced: 'Mails to it bounced or were reported',
  failing: 'Failed for days',
  gone: 'Answered that it is gone',
}
