import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import Milestone, { subject } from '@/emails/milestone'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { sumWindow } from '@/lib/metrics/queries'
import { listRevenueMonths } from '@/lib/milestones/queries'
import { getHealthReport } from '@/lib/scores/queries'
import { addDays, startOfDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { composeMilestone, type MilestoneInput } from '../milestone/compose'
import { findLastPayout } from '../queries/find-last-payout'
import { listUntoldMilestones, MILESTONE_TYPE, milestoneKey, type UntoldMilestone } from '../queries/list-untold-milestones'
import { tellOrganization } from './tell'

/**
 * Owes the owners of a publisher one mail about the highest mark that their earnings have passed.
 * @returns checked: marks to tell; changed: mails owed; failed: publishers left to the next run
 */
export async function tellMilestones({ now, stillMine }: Work): Promise<JobResult> {
  const untold = await withPlatform((tx) => listUntoldMilestones(tx, now), { accessMode: 'read only' })
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const milestone of untold) {
    if (!(await stillMine())) break
    result.checked++
    try {
      const content = await readContent(milestone, now)
      result.changed += await tellOrganization({
        organizationId: milestone.organizationId,
        to: 'owners',
        template: MILESTONE_TYPE,
        category: 'milestones',
        key: milestoneKey(milestone),
        write: ({ unsubscribeUrl }) => {
          const props = composeMilestone({ ...content, unsubscribeUrl: unsubscribeUrl ?? content.consoleUrl })
          return { subject: subject(props), element: createElement(Milestone, props) }
        },
        now,
      })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ organizationId: milestone.organizationId, err: rootCause(error) }, 'a milestone could not be told')
      result.failed++
    }
  }
  return result
}

function readContent(milestone: UntoldMilestone, now: Date): Promise<Omit<MilestoneInput, 'unsubscribeUrl'>> {
  const { organizationId } = milestone
  const today = startOfDay(now)
  return withPlatform(
    async (tx) => ({
      ...milestone,
      months: await listRevenueMonths(tx, { organizationId, now }),
      recentMicros: (await sumWindow(tx, { organizationId, window: { from: addDays(today, -28), to: today } })).current.revenueMicros,
      payout: await findLastPayout(tx, { organizationId, now }),
      report: await getHealthReport(tx, { organizationId, now }),
      now,
      consoleUrl: env().APP_URL.replace(/\/$/, ''),
    }),
    { accessMode: 'read only' },
  )
}
