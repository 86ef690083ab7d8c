import type { ChannelKind } from './model'

// Channels in words.

export const kindLabels: Record<ChannelKind, string> = { email: 'E-mail', slack: 'Slack', discord: 'Discord', pagerduty: 'PagerDuty', webhook: 'Webhook' }
