import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import AdminDailyDigest, { type Props, subject } from '@/emails/admin-daily-digest'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { formatDate } from '@/lib/format'
import { log } from '@/lib/log'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { unsubscribePageUrl } from '@/lib/outbox/unsubscribe'
import { isoDay } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { composeDaily } from '../daily/compose'
import { dailyDue } from '../daily/day'
import { readDailyFacts } from '../queries/daily-facts'
import { listStaffToTell } from '../queries/list-staff-to-tell'

const TEMPLATE = 'admin-daily-digest'

/**
 * Owes the digest of the day to staff who want it and have not had it, from nine o'clock UTC to the end of the day.
 * Once a person and day, however often it runs; a run that was killed half way is completed by the next.
 * @returns checked: staff without it; changed: mails owed; failed: people whose mail could not be written
 */
export async function sendDailyDigest({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const day = dailyDue(now)
  if (!day) return result
  const key = isoDay(day)
  const staff = await withPlatform((tx) => listStaffToTell(tx, { type: TEMPLATE, key }), { accessMode: 'read only' })
  if (staff.length === 0) return result
  const facts = await withPlatform((tx) => readDailyFacts(tx, day, now), { accessMode: 'read only' })
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  const content = {
    digest: composeDaily(facts),
    day: formatDate(day),
    simulated: facts.simulated,
    url: `${consoleUrl}/admin/daily-digest?day=${key}`,
    consoleUrl,
  }
  for (const { userId, email } of staff) {
    if (!(await stillMine())) return result
    result.checked++
    try {
      const props: Props = { ...content, unsubscribeUrl: await unsubscribePageUrl({ userId, category: 'daily_digest' }) }
      const rendered = { subject: subject(props), ...(await renderMail(createElement(AdminDailyDigest, props))) }
      const outcome = await withPlatform((tx) =>
        enqueueMail(tx, {
          template: TEMPLATE,
          category: 'daily_digest',
          toAddress: email,
          userId,
          rendered,
          once: { recipientKind: 'user', recipientId: userId, type: TEMPLATE, key },
          now,
        }),
      )
      if (outcome === 'queued') result.changed++
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ userId, err: rootCause(error) }, 'a daily digest could not be written')
      result.failed++
    }
  }
  return result
}
