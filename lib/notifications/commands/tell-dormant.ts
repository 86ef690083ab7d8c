import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import Dormant, { subject } from '@/emails/dormant'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { composeDormant } from '../dormant/compose'
import { DORMANT_TYPE, dormantKey, listDormantPublishers } from '../queries/list-dormant-publishers'
import { tellOrganization } from './tell'

/**
 * Owes the owners of publishers whom nobody calls any more one mail a spell.
 * @returns checked: publishers to tell; changed: mails owed; failed: publishers left to the next run
 */
export async function tellDormant({ now, stillMine }: Work): Promise<JobResult> {
  const publishers = await withPlatform((tx) => listDormantPublishers(tx, now), { accessMode: 'read only' })
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const publisher of publishers) {
    if (!(await stillMine())) break
    result.checked++
    try {
      result.changed += await tellOrganization({
        organizationId: publisher.organizationId,
        to: 'owners',
        template: DORMANT_TYPE,
        category: 'dormant',
        key: dormantKey(publisher),
        write: ({ unsubscribeUrl }) => {
          const props = composeDormant({ publisher, now, consoleUrl, unsubscribeUrl: unsubscribeUrl ?? consoleUrl })
          return { subject: subject(props), element: createElement(Dormant, props) }
        },
        now,
      })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ organizationId: publisher.organizationId, err: rootCause(error) }, 'a quiet publisher could not be told')
      result.failed++
    }
  }
  return result
}
