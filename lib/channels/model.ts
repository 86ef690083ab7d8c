import { z } from 'zod'

// Where alerts are told: an organization's (or the platform's) e-mail lists, Slack, Discord, PagerDuty and
// webhooks. The notifier reads what happened to alerts (alert_events), puts the groups that it concerns on
// the list, and when a group is due writes one message for each channel; a sender claims messages with a
// lease and tries until they are accepted or given up. Delivery is at least once with one idempotency key.
// Reads: alerts. Writes the tables of db/schema/channels.ts, mails through the outbox.

export const channelKinds = ['email', 'slack', 'discord', 'pagerduty', 'webhook'] as const
export type ChannelKind = (typeof channelKinds)[number]

/** What of a channel is no secret. */
export const channelSettingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), to: z.array(z.email()).min(1).max(20) }),
  z.object({ kind: z.literal('slack') }),
  z.object({ kind: z.literal('discord') }),
  /** Region of the account: its events go to another host in the EU. */
  z.object({ kind: z.literal('pagerduty'), region: z.enum(['us', 'eu']).default('us') }),
  /** pulsegrid: our own JSON; alertmanager: the body that Prometheus Alertmanager sends (version 4). */
  z.object({ kind: z.literal('webhook'), url: z.url(), format: z.enum(['pulsegrid', 'alertmanager']).default('pulsegrid') }),
])
export type ChannelSettings = z.infer<typeof channelSettingsSchema>

export const deliveryKinds = ['alerts', 'summary', 'test', 'silence_ending', 'disabled'] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

export const deliveryStates = ['pending', 'sending', 'delivered', 'dead', 'cancelled'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const channelDisabledReasons = ['failing', 'gone', 'unauthorized'] as const
export type ChannelDisabledReason = (typeof channelDisabledReasons)[number]
