import { env } from '@/lib/env'
import type { JobResult, Work } from '@/lib/work'
import { ENDED_DAYS, PENDING_DAYS } from '../model'
import { fanOut, tendSubscribers } from './fan-out'
import { currentSnapshot } from './kept-snapshot'
import { resealSubscribers } from './reseal'
import { tellByMail } from './tell-by-mail'
import { type TellOptions, tellByWebhook } from './tell-by-webhook'

/**
 * Tells subscribers what is new on the status page: notices are written, mails are owed, webhooks are sent and
 * tried again. Each public update reaches each subscriber once, however many runs there are and wherever one dies.
 * @returns checked: notices looked at; changed: mails owed and webhooks accepted; failed: not told this time
 */
export async function tellSubscribers(work: Work, options: TellOptions = {}): Promise<JobResult> {
  const { now } = work
  await resealSubscribers()
  await tendSubscribers(now, { pendingDays: PENDING_DAYS, endedDays: ENDED_DAYS })
  await fanOut(now)
  const kept = await currentSnapshot(now)
  if (!kept) return { checked: 0, changed: 0, failed: 0 }
  const published = { ...kept, now, origin: env().APP_URL.replace(/\/$/, '') }
  const mails = await tellByMail(published, work)
  const webhooks = await tellByWebhook(published, work, options)
  return { checked: mails.checked + webhooks.checked, changed: mails.changed + webhooks.changed, failed: mails.failed + webhooks.failed }
}
