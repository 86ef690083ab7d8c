import type { Props } from '@/emails/webhook-disabled'
import { formatDuration } from '@/lib/format'
import type { DisabledReason } from '@/lib/webhooks/model'

/** An endpoint that was switched off because it failed, of which its owners have not been told. */
export interface DisabledEndpoint {
  endpointId: string
  organizationId: string
  organizationName: string
  simulated: boolean
  url: string
  reason: DisabledReason
  disabledAt: Date
  failingSince: Date | null
  lastError: string | null
  /** Sends that were cancelled and not sent again since. */
  cancelled: number
}

/** What the mail about a switched-off endpoint says to one person. */
export function composeWebhookDisabled(endpoint: DisabledEndpoint, reader: { consoleUrl: string; unsubscribeUrl: string | null }): Props {
  const { organizationName, simulated, url, reason, disabledAt, failingSince, lastError, cancelled, endpointId } = endpoint
  return {
    organizationName,
    simulated,
    host: new URL(url).host,
    reason,
    failingFor: reason === 'failing' && failingSince ? formatDuration(disabledAt.getTime() - failingSince.getTime()) : null,
    lastError,
    cancelled,
    settingsUrl: `${reader.consoleUrl}/dashboard/settings/webhooks#endpoint-${endpointId}`,
    ...reader,
  }
}
