import { z } from 'zod'
import type { AlertSeverity } from '@/lib/alerts/model'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/time'

// Where alerts are told: an organization's (or the platform's) e-mail lists, Slack, Discord, PagerDuty and
// webhooks. The notifier reads what happened to alerts, puts the groups that it concerns on the list, and
// when a group is due writes one message for each channel; a sender claims messages with a lease and tries
// until they are accepted or given up. Delivery is at least once with one idempotency key. A channel has at
// most one undelivered message about a group: what happens meanwhile is told by the next, as it is then.
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

export const deliveryKinds = ['alerts', 'summary', 'test', 'silence_ending'] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

export const deliveryStates = ['pending', 'sending', 'delivered', 'dead', 'cancelled'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const channelDisabledReasons = ['failing', 'gone', 'unauthorized'] as const
export type ChannelDisabledReason = (typeof channelDisabledReasons)[number]

/** What a channel was last told of an alert. */
export interface ToldAlert {
  alertId: string
  fingerprint: string
  severity: AlertSeverity
  /** ended: it is kept while the rule's cooldown lasts. */
  said: 'firing' | 'acknowledged' | 'ended'
  /** When it was last said to be firing, ISO 8601. */
  at: string
  /** Only counted in a summary, so that PagerDuty, which knows incidents, has none of it that could end. */
  summed?: true
}

/**
 * The product's own channel, the platform's: the sender accepts what is written for it and notes when. It is
 * told of nothing but the breach that the product makes to time itself, and stands in no list.
 */
export const LOOPBACK_CHANNEL_ID = '00000000-0000-4000-8000-00000000a1e8'

/** When a channel is told, seconds (lib/channels/group.ts). Prometheus Alertmanager's own three. */
export const defaultPace = { groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatSeconds: 14_400 } as const

/** Messages about one rule in one channel stay at least this far apart, whatever the channel's interval. */
export const LEAST_GAP_MS = MINUTE
/** From how many alerts on, newly firing in one channel at once, one summary takes the place of their messages. */
export const STORM_ALERTS = 20
/** Alerts that a message shows one by one; of the others it says how many. */
export const SHOWN_ALERTS = 20

/** Requests that a kind takes from one channel: how many at once, and how far apart they begin. */
export const sendingLimits: Record<ChannelKind, { atOnce: number; gapMs: number }> = {
  // Handed to the outbox, which has its own pace.
  email: { atOnce: 4, gapMs: 0 },
  // Slack takes one message a second in a channel.
  slack: { atOnce: 1, gapMs: SECOND },
  // Discord takes 30 a minute from one webhook, in bursts of five within two seconds.
  discord: { atOnce: 1, gapMs: 2 * SECOND },
  // PagerDuty takes about 120 a minute for one key.
  pagerduty: { atOnce: 1, gapMs: 0.5 * SECOND },
  webhook: { atOnce: 4, gapMs: 0 },
}

/** How long before its end a silence that keeps something back is told of. */
export const SILENCE_ENDS_SOON_MS = 15 * MINUTE
/** Silences shorter than that are told of to nobody. */
export const SILENCE_TOLD_FROM_MS = 30 * MINUTE

/** A failing channel is asked again at least so often, so that what waits leaves within minutes of its return. */
export const PROBE_MS = 3 * MINUTE
/** No longer than this is waited because a channel asks for it (Retry-After): alerts grow old. */
export const LONGEST_RETRY_AFTER_MS = HOUR
/** How long a message is tried: as long as the schedule of Standard Webhooks takes, 75 h 35 min and 5 s. */
export const GIVE_UP_MS = 3 * DAY + 3 * HOUR + 35 * MINUTE + 5 * SECOND
