import { createElement } from 'react'
import { withPlatform, withTenant } from '@/db/client'
import ConsumerAlert, { subject as alertSubject } from '@/emails/consumer-alert'
import UsageWarning, { subject as warningSubject } from '@/emails/usage-warning'
import { findUsageSummary } from '@/lib/budgets/queries/usage-summary'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import type { JobResult, Work } from '@/lib/work'
import { CONSUMER_ALERT, listUntoldAlerts, listUntoldWarnings, overKey, type ToldOrganization, USAGE_WARNING } from '../queries/list-usage-news'
import { composeAlert, composeWarning, type UsageMail } from '../usage/compose'
import { tellOrganization } from './tell'

/**
 * Owes the mails about levels of the budget: the highest that is reached, and once that it is no
 * longer reached. What has changed meanwhile is looked at again and not told.
 * @returns checked: warnings; changed: mails owed; failed: warnings that could not be told this time
 */
export async function tellUsageWarnings(work: Work): Promise<JobResult> {
  const untold = await withPlatform((tx) => listUntoldWarnings(tx, work.now), { accessMode: 'read only' })
  return tellEach(work, untold, 'a usage warning could not be written', async (warning, facts) => {
    if (!composeWarning({ ...facts, unsubscribeUrl: '' }, warning)) return 0
    return tellOrganization({
      organizationId: warning.organizationId,
      to: 'members',
      template: USAGE_WARNING,
      category: 'usage_warnings',
      key: warning.over ? overKey(warning.warningId) : warning.warningId,
      write: ({ unsubscribeUrl }) => {
        const props = composeWarning({ ...facts, unsubscribeUrl: unsubscribeUrl ?? facts.consoleUrl }, warning)
        if (!props) throw new Error('The warning does not hold.')
        return { subject: warningSubject(props), element: createElement(UsageWarning, props) }
      },
      now: work.now,
    })
  })
}

/**
 * Owes the mails about open alerts of callers, each once.
 * @returns checked: alerts; changed: mails owed; failed: alerts that could not be told this time
 */
export async function tellConsumerAlerts(work: Work): Promise<JobResult> {
  const untold = await withPlatform((tx) => listUntoldAlerts(tx, work.now), { accessMode: 'read only' })
  return tellEach(work, untold, 'a consumer alert could not be written', async ({ organizationId, alertId }, facts) => {
    if (!composeAlert({ ...facts, unsubscribeUrl: '' }, alertId)) return 0
    return tellOrganization({
      organizationId,
      to: 'members',
      template: CONSUMER_ALERT,
      category: 'consumer_alerts',
      key: alertId,
      write: ({ unsubscribeUrl }) => {
        const props = composeAlert({ ...facts, unsubscribeUrl: unsubscribeUrl ?? facts.consoleUrl }, alertId)
        if (!props) throw new Error('The alert does not hold.')
        return { subject: alertSubject(props), element: createElement(ConsumerAlert, props) }
      },
      now: work.now,
    })
  })
}

type Facts = Omit<UsageMail, 'unsubscribeUrl'>

/** One bad item never stops the rest. */
async function tellEach<T extends ToldOrganization>(
  { now, stillMine }: Work,
  untold: readonly T[],
  trouble: string,
  tell: (item: T, facts: Facts) => Promise<number>,
): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const item of untold) {
    if (!(await stillMine())) return result
    result.checked++
    const { organizationId } = item
    try {
      const summary = await withTenant(organizationId, (tx) => findUsageSummary(tx, { organizationId, now, period: 'month' }), { accessMode: 'read only' })
      if (!summary) continue
      const consoleUrl = env().APP_URL.replace(/\/$/, '')
      result.changed += await tell(item, { organizationName: item.name, simulated: item.simulated, summary, consoleUrl })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ organizationId, err: rootCause(error) }, trouble)
      result.failed++
    }
  }
  return result
}
