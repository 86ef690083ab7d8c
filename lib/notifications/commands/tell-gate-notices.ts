import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import GateWarning, { subject } from '@/emails/gate-warning'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { GATE_MAIL } from '@/lib/gates/model'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { composeGateWarning } from '../gates/compose'
import { listGateNotices } from '../queries/list-gate-notices'
import { tellOrganization } from './tell'

/** Notices a run; the next minute tells the rest. */
const BATCH = 500

/**
 * Owes the mails about quality gates to the owners, once a step. One that cannot be written stops no other,
 * and is tried again in the next minute: until it is told, the gate's consequence waits.
 * @returns checked: notices to be told; changed: mails owed; failed: notices that could not be told
 */
export async function tellGateNotices({ now, stillMine, only }: Work & { only?: 'simulated' }): Promise<JobResult> {
  const tellings = await withPlatform((tx) => listGateNotices(tx, { now, limit: BATCH, only }), { accessMode: 'read only' })
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  for (const telling of tellings) {
    if (!(await stillMine())) break
    result.checked++
    try {
      const props = composeGateWarning(telling, { now, consoleUrl })
      result.changed += await tellOrganization({
        organizationId: telling.organizationId,
        to: 'owners',
        template: GATE_MAIL,
        category: 'quality_gates',
        key: telling.noticeId,
        write: () => ({ subject: subject(props), element: createElement(GateWarning, props) }),
        now,
      })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ notice: telling.noticeId, err: rootCause(error) }, 'a notice about a gate could not be told')
      result.failed++
    }
  }
  return result
}
