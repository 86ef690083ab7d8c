import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import ChannelDisabled, { type Props, subject } from '@/emails/channel-disabled'
import { kindLabels } from '@/lib/channels/words'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { formatDuration } from '@/lib/format'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { CHANNEL_DISABLED, channelDisabledKey, type DisabledChannel, listDisabledChannels } from '../queries/list-disabled-channels'
import { type Recipient, tellOrganization, tellStaff } from './tell'

/**
 * Owes owners, and of the platform's own the staff who may change them, the mail about alert channels that were switched off because they failed, while they are
 * still off.
 * @returns checked: channels; changed: mails owed; failed: channels of which nobody was told this time
 */
export async function tellDisabledChannels({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  for (const channel of await withPlatform((tx) => listDisabledChannels(tx, now), { accessMode: 'read only' })) {
    if (!(await stillMine())) break
    result.checked++
    try {
      result.changed += await tell(channel, consoleUrl, now)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ channel: channel.channelId, err: rootCause(error) }, 'nobody could be told of a switched-off channel')
      result.failed++
    }
  }
  return result
}

function tell(channel: DisabledChannel, consoleUrl: string, now: Date): Promise<number> {
  const { channelId, organizationId, organizationName, simulated, name, kind, reason, failingSince, disabledAt, lastError, open, others } = channel
  const news = {
    template: CHANNEL_DISABLED,
    category: 'alert_channels' as const,
    key: channelDisabledKey(channel),
    write: ({ unsubscribeUrl }: Recipient) => {
      const props: Props = {
        organizationName,
        channelName: name,
        kindLabel: kindLabels[kind],
        reason,
        failingFor: reason === 'failing' && failingSince ? formatDuration(disabledAt.getTime() - failingSince.getTime()) : null,
        lastError,
        open,
        others,
        channelsUrl: `${consoleUrl}${organizationId === null ? '/admin/channels' : '/dashboard/channels'}`,
        consoleUrl,
        unsubscribeUrl,
        simulated,
      }
      return { subject: subject(props), element: createElement(ChannelDisabled, props) }
    },
    now,
  }
  if (organizationId === null) return tellStaff({ ...news, permission: 'alerts.write', subjectId: channelId })
  return tellOrganization({ ...news, organizationId, to: 'owners' })
}
