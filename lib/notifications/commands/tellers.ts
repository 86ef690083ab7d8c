import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { tellAnomalies } from './tell-anomalies'
import { tellDisabledChannels } from './tell-channels'
import { tellGateNotices } from './tell-gate-notices'
import { tellAssignments, tellOverdueUpdates } from './tell-incidents'
import { tellMilestones } from './tell-milestones'
import { tellConsumerAlerts, tellUsageWarnings } from './tell-usage'
import { tellDisabledEndpoints } from './tell-webhooks'

/** Owes the mails about one kind of thing that are still to be told at `now`. */
export interface Teller {
  /** For the log, when it fails. */
  name: string
  tell: (work: Work) => Promise<JobResult>
}

/** What is told within the minute. Digests and reminders have their own hour and their own job. */
const tellers: Teller[] = [
  { name: 'anomalies', tell: tellAnomalies },
  { name: 'gate notices', tell: tellGateNotices },
  { name: 'overdue updates', tell: tellOverdueUpdates },
  { name: 'assignments', tell: tellAssignments },
  { name: 'webhooks', tell: tellDisabledEndpoints },
  { name: 'alert channels', tell: tellDisabledChannels },
  { name: 'milestones', tell: tellMilestones },
  { name: 'usage warnings', tell: tellUsageWarnings },
  { name: 'consumer alerts', tell: tellConsumerAlerts },
]

/**
 * Runs every teller, in the order of the list. One that fails is logged, counts as one failure and
 * stops no other; a teller that is cut short is completed by the next run.
 * @returns the tellers' counts, added up
 * @throws when the database is away
 */
export async function tellDue(work: Work, list: Teller[] = tellers): Promise<JobResult> {
  const total: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const { name, tell } of list) {
    if (!(await work.stillMine())) break
    try {
      const { checked, changed, failed } = await tell(work)
      total.checked += checked
      total.changed += changed
      total.failed += failed
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ teller: name, err: rootCause(error) }, 'a teller failed')
      total.failed++
    }
  }
  return total
}
