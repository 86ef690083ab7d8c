import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { notificationLog } from '@/db/schema/outbox'
import { GATE_MAIL } from '@/lib/gates/model'
import { findSetupStatus } from '@/lib/onboarding/queries'
import { DORMANT_TYPE, hasBeenCalledSince } from './list-dormant-publishers'
import { isGateNoticeOvertaken } from './list-gate-notices'
import { SETUP_REMINDER } from './list-setup-reminders'
import { ANOMALY_ALERT, isStoryOver } from './list-untold-stories'

/** A mail that has waited, and the key under which it was written. */
interface Waited {
  organizationId: string
  key: string
  now: Date
}

/** By template: why a mail that has waited must not be sent any more; null while what it says still holds. */
const checks: Record<string, (tx: Tx, mail: Waited) => Promise<string | null>> = {
  [GATE_MAIL]: async (tx, { key }) => ((await isGateNoticeOvertaken(tx, key)) ? 'The gate was lifted, or has moved on, since it was written.' : null),
  [ANOMALY_ALERT]: async (tx, { key }) =>
    (await isStoryOver(tx, key)) ? 'What it tells of was over before it could be sent; the weekly digest has it.' : null,
  [DORMANT_TYPE]: async (tx, mail) => ((await hasBeenCalledSince(tx, mail)) ? 'Somebody has called again since it was written.' : null),
  [SETUP_REMINDER]: async (tx, mail) => ((await findSetupStatus(tx, mail))?.complete ? 'The set-up was completed since it was written.' : null),
}

/**
 * Those of these mails that speak of things that are no longer so, with the reason in a sentence. A mail
 * may wait for hours (quiet hours) or days (weekly cap, incident); most kinds stay true, and pass.
 */
export async function findOutdated(tx: Tx, mails: { id: string; template: string; organizationId: string | null }[], now: Date): Promise<Map<string, string>> {
  const outdated = new Map<string, string>()
  const doubtful = mails.filter(({ template }) => checks[template])
  if (doubtful.length === 0) return outdated
  const keys = await tx
    .select({ outboxId: notificationLog.outboxId, key: notificationLog.key })
    .from(notificationLog)
    .where(
      inArray(
        notificationLog.outboxId,
        doubtful.map(({ id }) => id),
      ),
    )
  const keyOf = new Map(keys.map(({ outboxId, key }) => [outboxId, key]))
  for (const { id, template, organizationId } of doubtful) {
    const key = keyOf.get(id)
    const reason = key !== undefined && organizationId ? await checks[template]?.(tx, { organizationId, key, now }) : null
    if (reason) outdated.set(id, reason)
  }
  return outdated
}
