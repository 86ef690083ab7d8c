import { createElement } from 'react'
import { withPlatform, withTenant } from '@/db/client'
import MonthlySummary, { subject } from '@/emails/monthly-summary'
import { findMonthSummary } from '@/lib/budgets/queries/usage-summary'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { findConsumerReport } from '@/lib/scores/consumer/queries'
import { addMonths } from '@/lib/usage/spend'
import type { JobResult, Work } from '@/lib/work'
import { listCallerZones, listSummaryAudiences, MONTHLY_SUMMARY, summaryKey, type ToldOrganization } from '../queries/list-usage-news'
import { composeSummary } from '../usage/compose'
import { summaryDue } from '../usage/due'
import { tellOrganization } from './tell'

/**
 * Owes the summary of the month before to the members of every caller for whom it is the 1st, 09:00
 * (or up to 12 hours later, if a run was missed). Once a person, organization and month, however often
 * it runs; nothing where nothing was called. One that cannot be written stops no other and is tried
 * again in the next hour.
 * @returns checked: callers; changed: mails owed; failed: callers without a mail this time
 */
export async function sendMonthlySummaries({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const storedZone of await withPlatform(listCallerZones, { accessMode: 'read only' })) {
    const monthAt = summaryDue(storedZone, now)
    if (!monthAt) continue
    const until = addMonths(monthAt, 1)
    for (const audience of await withPlatform((tx) => listSummaryAudiences(tx, { storedZone, monthAt, until }), { accessMode: 'read only' })) {
      if (!(await stillMine())) return result
      result.checked++
      try {
        result.changed += await tell(audience, monthAt, now)
      } catch (error) {
        if (isDatabaseAway(error)) throw error
        log().error({ organizationId: audience.organizationId, err: rootCause(error) }, 'a monthly summary could not be written')
        result.failed++
      }
    }
  }
  return result
}

async function tell({ organizationId, name, simulated }: ToldOrganization, monthAt: Date, now: Date): Promise<number> {
  const { summary, report } = await withTenant(
    organizationId,
    async (tx) => ({
      summary: await findMonthSummary(tx, { organizationId, now, monthAt }),
      report: await findConsumerReport(tx, { organizationId, now }),
    }),
    { accessMode: 'read only' },
  )
  if (!summary) return 0
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  return tellOrganization({
    organizationId,
    to: 'members',
    template: MONTHLY_SUMMARY,
    category: 'monthly_summary',
    key: summaryKey(organizationId, monthAt.toISOString().slice(0, 7)),
    write: ({ unsubscribeUrl }) => {
      const props = composeSummary({ organizationName: name, simulated, summary, consoleUrl, unsubscribeUrl: unsubscribeUrl ?? consoleUrl }, report, now)
      if (!props) throw new Error('Nothing was called in the month.')
      return { subject: subject(props), element: createElement(MonthlySummary, props) }
    },
    now,
  })
}
