import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import WeeklyDigest, { subject } from '@/emails/weekly-digest'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { sumWindow } from '@/lib/metrics/queries'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { unsubscribePageUrl } from '@/lib/outbox/unsubscribe'
import { getHealthReport } from '@/lib/scores/queries'
import type { JobResult, Work } from '@/lib/work'
import { composeDigest, type DigestInput, digestWindow } from '../digest/compose'
import { type DueDigest, digestDue } from '../digest/due'
import { SHOWN_STORIES } from '../digest/stories'
import { knownZone } from '../local-day'
import { DIGEST_TYPE, type DigestAudience, digestKey, listDigestAudiences, listPublisherZones } from '../queries/list-digest-recipients'
import { listWeekStories } from '../queries/list-week-stories'

/**
 * Owes the weekly digest to everybody for whom it is Monday 09:00 (or up to 12 hours later, if a run
 * was missed). Once a person, organization and week, however often it runs. One publisher whose
 * report cannot be told, or is not of today yet, stops no other and is tried again in the next hour.
 * @returns checked: publishers; changed: mails owed; failed: publishers without a mail this time
 */
export async function sendWeeklyDigests({ now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  for (const zone of await withPlatform(listPublisherZones)) {
    const due = digestDue(zone, now)
    if (!due) continue
    const audiences = await withPlatform((tx) => listDigestAudiences(tx, due, zone), { accessMode: 'read only' })
    for (const audience of audiences) {
      if (!(await stillMine())) return result
      result.checked++
      try {
        const queued = await oweDigest(audience, due, { now, zone: knownZone(zone) })
        result.changed += queued ?? 0
        if (queued === null) result.failed++
      } catch (error) {
        if (isDatabaseAway(error)) throw error
        log().error({ organizationId: audience.organizationId, err: rootCause(error) }, 'a weekly digest could not be written')
        result.failed++
      }
    }
  }
  return result
}

/** How many mails were owed; null when the publisher's report is not one to send. */
async function oweDigest(audience: DigestAudience, due: DueDigest, at: { now: Date; zone: string }): Promise<number | null> {
  const { organizationId } = audience
  const { now } = at
  const content = await readContent(audience, at)
  if (!content) return null
  let queued = 0
  for (const { userId, email } of audience.recipients) {
    const props = composeDigest({ ...content, unsubscribeUrl: await unsubscribePageUrl({ userId, category: 'weekly_digest' }) })
    if (!props) return null
    const rendered = { subject: subject(props), ...(await renderMail(createElement(WeeklyDigest, props))) }
    const outcome = await withPlatform((tx) =>
      enqueueMail(tx, {
        template: 'weekly-digest',
        category: 'weekly_digest',
        toAddress: email,
        userId,
        organizationId,
        rendered,
        once: { recipientKind: 'user', recipientId: userId, type: DIGEST_TYPE, key: digestKey(due.week, organizationId) },
        now,
      }),
    )
    if (outcome === 'queued') queued++
  }
  return queued
}

// Monday's mail tells Monday's score: while the night's calculation has not run, it waits.
async function readContent(audience: DigestAudience, { now, zone }: { now: Date; zone: string }): Promise<Omit<DigestInput, 'unsubscribeUrl'> | null> {
  const { organizationId, organizationName, simulated } = audience
  return withPlatform(
    async (tx) => {
      const report = await getHealthReport(tx, { organizationId, now })
      if (report.state !== 'scored' || report.stale || !report.asOf) return null
      const window = digestWindow(report.asOf)
      const totals = await sumWindow(tx, { organizationId, window })
      const stories = await listWeekStories(tx, { organizationId, window, limit: SHOWN_STORIES })
      return { organizationName, simulated, report, totals, stories, zone, consoleUrl: env().APP_URL.replace(/\/$/, '') }
    },
    { accessMode: 'read only' },
  )
}
