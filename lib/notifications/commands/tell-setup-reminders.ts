import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import SetupReminder, { subject } from '@/emails/setup-reminder'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { noteSetupComplete } from '@/lib/onboarding/commands'
import type { SetupStatus } from '@/lib/onboarding/model'
import { findSetupStatus, listNewOrganizations, type NewOrganization } from '@/lib/onboarding/queries'
import type { JobResult, Work } from '@/lib/work'
import { listSetupReminders, SETUP_REMINDER, setupReminderKey } from '../queries/list-setup-reminders'
import { isTouched } from '../queries/touched'
import { composeSetupReminder } from '../setup/compose'
import { REMINDER_DAYS, setupReminderDue } from '../setup/due'
import { tellOrganization } from './tell'

/**
 * Reminds the owners of organizations in their first days of what is left to set up: 24 hours, 72
 * hours and 7 days after the first member joined, each once. Whoever has finished is noted and never
 * reminded; while an incident touches an organization its reminder waits, and says then what is
 * still left.
 * @returns checked: organizations in their first days; changed: mails owed; failed: organizations that
 *   could not be told this time
 */
export async function tellSetupReminders({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const organization of await withPlatform((tx) => listNewOrganizations(tx, { now, days: REMINDER_DAYS }), { accessMode: 'read only' })) {
    if (!(await stillMine())) return result
    result.checked++
    try {
      result.changed += await remind(organization, now)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ organizationId: organization.organizationId, err: rootCause(error) }, 'a set-up reminder could not be written')
      result.failed++
    }
  }
  return result
}

async function remind(organization: NewOrganization, now: Date): Promise<number> {
  const { organizationId, joinedAt } = organization
  const found = await withPlatform(async (tx) => {
    const status = await findSetupStatus(tx, { organizationId, now })
    if (status?.complete) await noteSetupComplete(tx, organizationId, now)
    if (!status || status.complete) return null
    const due = setupReminderDue(joinedAt, await listSetupReminders(tx, organizationId), now)
    return due === null || (await isTouched(tx, organizationId, now)) ? null : { status, due }
  })
  return found ? tell(organization, found.status, found.due, now) : 0
}

function tell({ organizationId, name, simulated }: NewOrganization, status: SetupStatus, due: string, now: Date): Promise<number> {
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  return tellOrganization({
    organizationId,
    to: 'owners',
    template: SETUP_REMINDER,
    category: 'setup_reminders',
    key: setupReminderKey(organizationId, due),
    write: ({ unsubscribeUrl }) => {
      const props = composeSetupReminder({ organizationName: name, simulated, status, consoleUrl, unsubscribeUrl: unsubscribeUrl ?? consoleUrl })
      if (!props) throw new Error('There is nothing left to remind of.')
      return { subject: subject(props), element: createElement(SetupReminder, props) }
    },
    now,
  })
}
