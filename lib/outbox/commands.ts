import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { notificationLog, notificationPreferences, outbox, suppressions } from '@/db/schema/outbox'
import { newId } from '@/lib/ids'
import type { EnqueueOutcome, Mail } from './model'
import { unsubscribeHeaders } from './unsubscribe'

/**
 * Owes a mail, in the caller's transaction: the mail is sent if and only if that commits. Must run
 * with the platform's rights (withPlatform). Mails that are not critical get the RFC 8058 headers.
 * @throws Error when the once-key is empty, or a mail that can be opted out of names no user
 */
export async function enqueueMail(tx: Tx, mail: Mail): Promise<EnqueueOutcome> {
  const { once } = mail
  // An empty key would make the first mail of a type the last one.
  if (once && once.key.trim() === '') throw new Error(`The once-key of a ${once.type} mail is empty.`)
  const optional = mail.class !== 'critical'
  if (optional && !mail.userId) throw new Error(`A ${mail.class} mail needs a user who can opt out of it.`)
  const userId = mail.userId ?? null
  if (optional && userId && (await hasOptedOut(tx, userId, mail.category))) return 'opted_out'

  if (once) {
    // The unique index decides between racers: the second waits for the first's commit, then finds it.
    const [first] = await tx
      .insert(notificationLog)
      .values({ ...once, organizationId: mail.organizationId ?? null, at: mail.now })
      .onConflictDoNothing()
      .returning({ id: notificationLog.id })
    if (!first) return 'repeated'
  }

  const suppressed = await suppressionReason(tx, mail.toAddress)
  const id = newId(mail.now.getTime())
  await tx.insert(outbox).values({
    id,
    organizationId: mail.organizationId ?? null,
    userId,
    template: mail.template,
    category: mail.category,
    class: mail.class,
    toAddress: mail.toAddress,
    subject: mail.rendered.subject,
    html: mail.rendered.html,
    text: mail.rendered.text,
    headers: { ...(optional && userId ? await unsubscribeHeaders({ userId, category: mail.category }) : {}), ...mail.headers },
    state: suppressed ? 'suppressed' : 'pending',
    lastError: suppressed ? `The address is suppressed: ${suppressed}.` : null,
    nextAttemptAt: mail.now,
    createdAt: mail.now,
  })
  if (once) {
    await tx
      .update(notificationLog)
      .set({ outboxId: id })
      .where(
        and(
          eq(notificationLog.recipientKind, once.recipientKind),
          eq(notificationLog.recipientId, once.recipientId),
          eq(notificationLog.type, once.type),
          eq(notificationLog.key, once.key),
        ),
      )
  }
  return suppressed ? 'suppressed' : 'queued'
}

/** Switches a category of mail off or on for one person; asked twice, the same. */
export async function setMailPreference(tx: Tx, preference: { userId: string; category: string; enabled: boolean; now: Date }): Promise<void> {
  const { userId, category, enabled, now } = preference
  await tx
    .insert(notificationPreferences)
    .values({ userId, category, channel: 'email', enabled, updatedAt: now })
    .onConflictDoUpdate({
      target: [notificationPreferences.userId, notificationPreferences.category, notificationPreferences.channel],
      set: { enabled, updatedAt: now },
    })
}

async function hasOptedOut(tx: Tx, userId: string, category: string): Promise<boolean> {
  const [row] = await tx
    .select({ enabled: notificationPreferences.enabled })
    .from(notificationPreferences)
    .where(and(eq(notificationPreferences.userId, userId), eq(notificationPreferences.category, category), eq(notificationPreferences.channel, 'email')))
  return row?.enabled === false
}

async function suppressionReason(tx: Tx, address: string): Promise<string | null> {
  const [row] = await tx.select({ reason: suppressions.reason }).from(suppressions).where(eq(suppressions.address, address.trim().toLowerCase()))
  return row?.reason ?? null
}
