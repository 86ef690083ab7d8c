import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import WebhookDisabled, { subject } from '@/emails/webhook-disabled'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { disabledKey, listDisabledEndpoints, WEBHOOK_DISABLED } from '../queries/list-disabled-endpoints'
import { composeWebhookDisabled } from '../webhooks/compose'
import { tellOrganization } from './tell'

/**
 * Owes owners the mail about endpoints that were switched off because they failed, while they are
 * still off.
 * @returns checked: endpoints; changed: mails owed; failed: endpoints of which nobody was told this time
 */
export async function tellDisabledEndpoints({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  for (const endpoint of await withPlatform((tx) => listDisabledEndpoints(tx, now), { accessMode: 'read only' })) {
    if (!(await stillMine())) break
    result.checked++
    try {
      result.changed += await tellOrganization({
        organizationId: endpoint.organizationId,
        to: 'owners',
        template: WEBHOOK_DISABLED,
        category: 'webhooks',
        key: disabledKey(endpoint),
        write: ({ unsubscribeUrl }) => {
          const props = composeWebhookDisabled(endpoint, { consoleUrl, unsubscribeUrl })
          return { subject: subject(props), element: createElement(WebhookDisabled, props) }
        },
        now,
      })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ endpoint: endpoint.endpointId, err: rootCause(error) }, 'nobody could be told of a switched-off endpoint')
      result.failed++
    }
  }
  return result
}
