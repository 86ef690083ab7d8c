import { formatCount, formatRelative } from '@/lib/format'
import type { ChannelDisabledReason, ChannelKind, ChannelSettings, DeliveryState } from './model'

// How channels stand, in words.

export const kindLabels: Record<ChannelKind, string> = { email: 'E-mail', slack: 'Slack', discord: 'Discord', pagerduty: 'PagerDuty', webhook: 'Webhook' }

interface Standing {
  name: string
  enabled: boolean
  failures: number
  failingSince: Date | null
  disabledAt: Date | null
  disabledReason: ChannelDisabledReason | null
}

export interface ChannelMark {
  tone: 'good' | 'warning' | 'critical' | 'neutral'
  label: string
}

const offWords: Record<ChannelDisabledReason, string> = {
  failing: 'Switched off: it kept failing',
  gone: 'Switched off: it does not exist any more',
  unauthorized: 'Switched off: its key is not accepted any more',
}

/** A channel's state as a mark and a word. */
export function channelMark({ enabled, failures, failingSince, disabledAt, disabledReason }: Standing, now: Date): ChannelMark {
  if (disabledAt !== null) return { tone: 'critical', label: offWords[disabledReason ?? 'failing'] }
  if (!enabled) return { tone: 'neutral', label: 'Off' }
  if (failingSince === null) return { tone: 'good', label: 'On' }
  return {
    tone: 'warning',
    label: `Failing: ${formatCount(failures)} ${failures === 1 ? 'attempt' : 'attempts'}, the first ${formatRelative(failingSince, now)}`,
  }
}

/** Whether alerts reach somebody: the first line of the page. */
export function channelsSentence(channels: readonly Standing[]): string {
  const off = channels.filter(({ disabledAt }) => disabledAt !== null)
  const on = channels.filter(({ enabled, disabledAt }) => enabled && disabledAt === null)
  const failing = on.filter(({ failingSince }) => failingSince !== null)
  const [first] = off
  if (off.length === 1 && first) return on.length === 0 ? `Alerts reach nobody: ${first.name} was switched off` : `Alerts do not reach ${first.name} any more`
  if (off.length > 1)
    return on.length === 0 ? 'Alerts reach nobody: every channel was switched off' : `Alerts do not reach ${formatCount(off.length)} channels any more`
  const [slow] = failing
  if (failing.length === 1 && slow) return on.length === 1 ? `${slow.name}, the only channel, is not accepting alerts` : `${slow.name} is not accepting alerts`
  if (failing.length > 1) return `${formatCount(failing.length)} of ${formatCount(on.length)} channels are not accepting alerts`
  if (on.length === 0) return channels.length === 0 ? 'Alerts reach nobody yet' : 'Alerts reach nobody: every channel is off'
  return on.length === 1 && on[0] ? `Alerts reach ${on[0].name}` : `Alerts reach ${formatCount(on.length)} channels`
}

/** Where a channel leads, without what is secret. */
export function channelTarget(settings: ChannelSettings, hint: string | null): string {
  const ending = hint === null ? '' : `…${hint}`
  switch (settings.kind) {
    case 'email':
      return settings.to.join(', ')
    case 'slack':
      return `hooks.slack.com ${ending}`
    case 'discord':
      return `discord.com ${ending}`
    case 'pagerduty':
      return `${settings.region === 'eu' ? 'EU account, key' : 'Key'} ${ending}`
    case 'webhook':
      return URL.canParse(settings.url) ? new URL(settings.url).host : settings.url
  }
}

export const deliveryMarks: Record<DeliveryState, { tone: 'good' | 'warning' | 'critical' | 'neutral'; label: string }> = {
  delivered: { tone: 'good', label: 'Delivered' },
  pending: { tone: 'warning', label: 'Waiting' },
  sending: { tone: 'warning', label: 'Being sent' },
  dead: { tone: 'critical', label: 'Not delivered' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}
