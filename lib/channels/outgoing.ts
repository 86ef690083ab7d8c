import type { OutgoingPost } from '@/lib/post'
import { webhookHeaders } from '@/lib/webhook-signature'
import { pagerDutyOrigins, withRoutingKey } from './formats/pagerduty'
import type { ChannelSettings } from './model'

const json = { 'content-type': 'application/json' }

/**
 * The request of an attempt: the stored bytes, with what is secret put in. Null for e-mail, which is no
 * request, and for a channel whose secret is missing.
 * @param secrets those that are good now, the current one first
 * @param at the moment that a signature states
 * @param pagerDutyUrl another endpoint that speaks PagerDuty's Events API, without a slash at its end
 */
export function outgoingOf(
  message: { id: string; body: string },
  settings: ChannelSettings,
  secrets: readonly string[],
  at: Date,
  pagerDutyUrl?: string,
): OutgoingPost | null {
  const [secret] = secrets
  if (settings.kind === 'email' || secret === undefined) return null
  switch (settings.kind) {
    case 'slack':
      return { url: secret, headers: json, body: message.body }
    case 'discord':
      return { url: secret, headers: json, body: message.body }
    case 'pagerduty':
      return { url: `${pagerDutyUrl ?? pagerDutyOrigins[settings.region]}/v2/enqueue`, headers: json, body: withRoutingKey(message.body, secret) }
    case 'webhook':
      return { url: settings.url, headers: webhookHeaders({ id: message.id, body: message.body, at, secrets }), body: message.body }
  }
}
