import { z } from 'zod'
import { webhookUrlProblem } from '@/lib/accounts/webhook-url'
import { alertSeverities } from '@/lib/alerts/model'
import { type ChannelKind, type ChannelSettings, defaultPace } from './model'

// What somebody enters for a channel, judged by the rules of its kind.

const name = z.string().trim().min(1, 'Give the channel a name.').max(80)
const to = z.array(z.email('This is not an e-mail address.')).min(1, 'Enter at least one address.').max(20, 'A channel has at most 20 addresses.')
const address = z.string().trim().max(2_000)
const pace = {
  minSeverity: z.enum(alertSeverities),
  sendResolved: z.boolean(),
  takesUnrouted: z.boolean(),
  groupWaitSeconds: z.number().int().min(0).max(3_600),
  groupIntervalSeconds: z.number().int().min(60).max(86_400),
  repeatSeconds: z.number().int().min(300).max(604_800),
}
const region = z.enum(['us', 'eu'])
const format = z.enum(['pulsegrid', 'alertmanager'])

const shared = {
  name,
  minSeverity: pace.minSeverity.default('warning'),
  sendResolved: pace.sendResolved.default(true),
  takesUnrouted: pace.takesUnrouted.default(true),
  groupWaitSeconds: pace.groupWaitSeconds.default(defaultPace.groupWaitSeconds),
  groupIntervalSeconds: pace.groupIntervalSeconds.default(defaultPace.groupIntervalSeconds),
  repeatSeconds: pace.repeatSeconds.default(defaultPace.repeatSeconds),
}

/** A new channel; the address or key of Slack, Discord and PagerDuty is `secret`. */
export const channelInputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), to, ...shared }),
  z.object({ kind: z.literal('slack'), secret: address, ...shared }),
  z.object({ kind: z.literal('discord'), secret: address, ...shared }),
  z.object({ kind: z.literal('pagerduty'), secret: address, region: region.default('us'), ...shared }),
  z.object({ kind: z.literal('webhook'), url: address, format: format.default('pulsegrid'), ...shared }),
])
export type ChannelInput = z.infer<typeof channelInputSchema>

/** A change: what is left out stays, a secret too. */
export const channelChangeSchema = z.object({ name, enabled: z.boolean(), ...pace, to, secret: address, region, url: address, format }).partial()
export type ChannelChange = z.infer<typeof channelChangeSchema>

/** What is wrong with a channel's address or key, and in which field; null when nothing is. */
export function secretProblem(
  kind: ChannelKind,
  given: { secret?: string; url?: string },
  allow: readonly string[],
): { field: 'secret' | 'url'; message: string } | null {
  if (kind === 'email') return null
  if (kind === 'pagerduty') {
    const ok = /^[A-Za-z0-9]{32}$/.test(given.secret ?? '')
    return ok ? null : { field: 'secret', message: 'An integration key has 32 letters and digits. It is that of an integration with the Events API v2.' }
  }
  const field = kind === 'webhook' ? 'url' : 'secret'
  const url = given[field] ?? ''
  const problem = webhookUrlProblem(url, allow)
  if (problem) return { field, message: problem }
  const { hostname, pathname, host, protocol, port } = new URL(url)
  if (kind === 'webhook' || allow.includes(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`)) return null
  const known: { label: string; names: readonly string[]; path: string } = hosts[kind]
  if (known.names.includes(host) && pathname.startsWith(known.path)) return null
  return { field, message: `An address of ${known.label} begins with https://${known.names[0]}${known.path}` }
}

const hosts = {
  slack: { label: 'Slack', names: ['hooks.slack.com', 'hooks.slack-gov.com'], path: '/services/' },
  discord: { label: 'Discord', names: ['discord.com', 'discordapp.com', 'ptb.discord.com', 'canary.discord.com'], path: '/api/webhooks/' },
} as const

/** The part of an input that is kept in the open. */
export function settingsOf(input: ChannelInput): ChannelSettings {
  switch (input.kind) {
    case 'email':
      return { kind: 'email', to: [...new Set(input.to.map((address) => address.trim()))] }
    case 'pagerduty':
      return { kind: 'pagerduty', region: input.region }
    case 'webhook':
      return { kind: 'webhook', url: input.url, format: input.format }
    case 'slack':
    case 'discord':
      return { kind: input.kind }
  }
}
