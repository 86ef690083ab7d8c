import { and, eq, sql } from 'drizzle-orm'
import { createElement } from 'react'
import { withPlatform } from '@/db/client'
import { notificationLog } from '@/db/schema/outbox'
import AnomalyAlert, { subject } from '@/emails/anomaly-alert'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { log } from '@/lib/log'
import { WEEK } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { decideAttention } from '../anomalies/attention'
import { composeAlert } from '../anomalies/compose'
import { knownZone } from '../local-day'
import { ANOMALY_ALERT, ANOMALY_HELD, ANOMALY_ROOM, listToldMoments, listUntoldStories, storyKey, type UntoldStory } from '../queries/list-untold-stories'
import { tellOrganization } from './tell'

/**
 * Owes the members of a publisher one mail about each story that is critical or urgent, as far as the
 * week's attention reaches; what there is no room for is left to the digest, for good.
 * @returns checked: stories to decide; changed: mails owed; failed: stories left to the next run
 */
export async function tellAnomalies({ now, stillMine }: Work): Promise<JobResult> {
  const untold = await withPlatform((tx) => listUntoldStories(tx, { now }), { accessMode: 'read only' })
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  for (const listed of untold) {
    if (!(await stillMine())) break
    result.checked++
    try {
      const story = await makeRoom(listed, now)
      if (!story) continue
      result.changed += await tellOrganization({
        organizationId: story.organizationId,
        to: 'members',
        template: ANOMALY_ALERT,
        category: 'anomaly_alerts',
        key: storyKey(story),
        write: ({ unsubscribeUrl }) => {
          const props = composeAlert({
            ...story,
            state: 'ongoing',
            endedAt: null,
            zone: knownZone(story.zone),
            consoleUrl,
            unsubscribeUrl: unsubscribeUrl ?? consoleUrl,
          })
          return { subject: subject(props), element: createElement(AnomalyAlert, props) }
        },
        now,
      })
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ storyId: listed.storyId, err: rootCause(error) }, 'a story could not be told')
      result.failed++
    }
  }
  return result
}

/**
 * Decides whether a story takes one of the week's mails, and notes it before anything is written: whoever
 * comes next, or goes on after a run that was killed, finds the decision. One publisher's stories one
 * after the other, so that two of them cannot both take the last place.
 * @returns the story as it stands now; null when it is held back, or no longer to be told
 */
async function makeRoom({ storyId, organizationId }: UntoldStory, now: Date): Promise<UntoldStory | null> {
  return withPlatform(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:anomaly-mails:${organizationId}`}))`)
    const [story] = await listUntoldStories(tx, { now, only: storyId })
    if (!story) return null
    const key = storyKey(story)
    const entry = { recipientKind: 'organization', recipientId: organizationId, key }
    const [begun] = await tx
      .select({ id: notificationLog.id })
      .from(notificationLog)
      .where(
        and(
          eq(notificationLog.recipientKind, entry.recipientKind),
          eq(notificationLog.recipientId, organizationId),
          eq(notificationLog.type, ANOMALY_ROOM),
          eq(notificationLog.key, key),
        ),
      )
    if (begun) return story
    const told = await listToldMoments(tx, { organizationId, since: new Date(now.getTime() - WEEK), but: key })
    const tell = decideAttention(story.severity, told, now) === 'tell'
    await tx.insert(notificationLog).values({ organizationId, ...entry, type: tell ? ANOMALY_ROOM : ANOMALY_HELD, at: now })
    return tell ? story : null
  })
}
