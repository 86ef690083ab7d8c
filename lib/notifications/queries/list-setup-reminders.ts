import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { notificationLog } from '@/db/schema/outbox'

/** The template, and the type under which the notification log knows the reminders. */
export const SETUP_REMINDER = 'setup-reminder'

/** A person may own two organizations: each has its own three reminders. */
export function setupReminderKey(organizationId: string, reminder: string): string {
  return `${organizationId}:${reminder}`
}

/** Which set-up reminders an organization has had, and when. Needs the platform's rights. */
export async function listSetupReminders(tx: Tx, organizationId: string): Promise<{ key: string; at: Date }[]> {
  const rows = await tx
    .select({ key: notificationLog.key, at: notificationLog.at })
    .from(notificationLog)
    .where(and(eq(notificationLog.recipientKind, 'organization'), eq(notificationLog.recipientId, organizationId), eq(notificationLog.type, SETUP_REMINDER)))
  return rows.map(({ key, at }) => ({ key: key.slice(organizationId.length + 1), at }))
}
