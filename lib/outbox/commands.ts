import { and, eq } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { notificationLog, notificationPreferences, notificationSettings, outbox, suppressions } from '@/db/schema/outbox'
import { type Context, hasPermission, type UserActor } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { type EnqueueOutcome, type Mail, type MailCategory, type MailCategoryName, type MailSettings, mailCategories } from './model'
import { readMailStandings } from './queries'
import { decideTiming, type Timing } from './timing'
import { readUnsubscribe, type Unsubscribe, unsubscribeHeaders } from './unsubscribe'

/** The context of a signed-in person, who changes what is theirs. */
type Person = Context & { actor: UserActor }

/**
 * Owes a mail, in the caller's transaction: the mail is sent if and only if that commits. Must run
 * with the platform's rights (withPlatform). Mails that are not critical get the RFC 8058 headers and
 * keep to the person's quiet hours and weekly cap.
 * @throws Error when the once-key is empty, or a mail that can be opted out of names no user
 */
export async function enqueueMail(tx: Tx, mail: Mail): Promise<EnqueueOutcome> {
  const { once } = mail
  // An empty key would make the first mail of a type the last one.
  if (once && once.key.trim() === '') throw new Error(`The once-key of a ${once.type} mail is empty.`)
  const category: MailCategory = mailCategories[mail.category]
  const optional = category.class !== 'critical'
  if (optional && !mail.userId) throw new Error(`A ${category.class} mail needs a user who can opt out of it.`)
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
  const timing = await timingOf(tx, mail)
  const state = suppressed ? 'suppressed' : timing.kind === 'drop' ? 'dropped' : 'pending'
  const id = newId(mail.now.getTime())
  await tx.insert(outbox).values({
    id,
    organizationId: mail.organizationId ?? null,
    userId,
    template: mail.template,
    category: mail.category,
    class: category.class,
    guarded: category.guarded,
    toAddress: mail.toAddress,
    subject: mail.rendered.subject,
    html: mail.rendered.html,
    text: mail.rendered.text,
    headers: { ...(optional && userId ? await unsubscribeHeaders({ userId, category: mail.category }) : {}), ...mail.headers },
    state,
    lastError: suppressed ? `The address is suppressed: ${suppressed}.` : timing.kind === 'now' ? null : timing.reason,
    nextAttemptAt: timing.kind === 'wait' ? timing.until : mail.now,
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
  return state === 'pending' ? 'queued' : state
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

/** Keeps what somebody chose for themselves: categories that change, each to the state that it is given. */
export async function chooseMails(ctx: Person, choices: { category: MailCategoryName; enabled: boolean }[]): Promise<void> {
  await withPlatform(async (tx) => {
    for (const choice of choices) await setMailPreference(tx, { userId: ctx.actor.userId, ...choice, now: ctx.now })
  })
}

/** Keeps a person's own quiet hours and weekly number. What waits already is looked at again when its turn comes. */
export async function saveMailSettings(ctx: Person, settings: MailSettings): Promise<void> {
  const values = { ...settings, updatedAt: ctx.now }
  await withPlatform((tx) =>
    tx
      .insert(notificationSettings)
      .values({ userId: ctx.actor.userId, ...values })
      .onConflictDoUpdate({ target: notificationSettings.userId, set: values }),
  )
}

/**
 * What the link in a mail does: switches its category off (or on again) for its person. Asked twice,
 * the same. The token is the proof; no session is needed.
 * @throws AppError invalid for a token that is not ours
 */
export async function chooseByToken(token: string, enabled: boolean, now: Date): Promise<Unsubscribe> {
  const target = await readUnsubscribe(token)
  if (!target) throw new AppError('invalid', 'This link is incomplete or was altered. Open it again from the mail.')
  await withPlatform((tx) => setMailPreference(tx, { ...target, enabled, now }))
  return target
}

/**
 * Sends a dead letter again, from its first attempt; its content and its key stay.
 * @throws AppError forbidden, not_found, conflict when it is no dead letter (any more)
 */
export async function retryMail(ctx: Context, id: string): Promise<void> {
  if (!hasPermission(ctx.actor, 'jobs.run')) throw new AppError('forbidden', 'This needs the permission jobs.run.')
  await withPlatform(async (tx) => {
    const [revived] = await tx
      .update(outbox)
      .set({ state: 'pending', attempts: 0, nextAttemptAt: ctx.now, leaseOwner: null, leaseUntil: null })
      .where(and(eq(outbox.id, id), eq(outbox.state, 'dead')))
      .returning({ organizationId: outbox.organizationId })
    if (!revived) {
      const [known] = await tx.select({ state: outbox.state }).from(outbox).where(eq(outbox.id, id))
      if (!known) throw new AppError('not_found', 'There is no such mail.')
      throw new AppError('conflict', `This mail is ${known.state}; only dead letters are sent again.`)
    }
    await appendJournal(tx, ctx, { action: 'mail.retried', subjectKind: 'mail', subjectId: id, organizationId: revived.organizationId })
  })
}

/**
 * Lets an address be written to again, because somebody knows that it works: mails that were stopped
 * meanwhile stay stopped, the next one leaves.
 * @throws AppError forbidden, invalid without a reason, conflict when it is no longer suppressed
 */
export async function liftSuppression(ctx: Context, { id, reason }: { id: string; reason: string }): Promise<string> {
  if (!hasPermission(ctx.actor, 'customers.write')) throw new AppError('forbidden', 'This needs the permission customers.write.')
  if (reason.trim() === '') throw new AppError('invalid', 'Say why the address works again. Nothing was changed.')
  return withPlatform(async (tx) => {
    const [lifted] = await tx
      .delete(suppressions)
      .where(eq(suppressions.id, id))
      .returning({ address: suppressions.address, reason: suppressions.reason, since: suppressions.createdAt })
    if (!lifted) throw new AppError('conflict', 'This address is not suppressed any more.')
    await appendJournal(tx, ctx, {
      action: 'suppression.lifted',
      subjectKind: 'suppression',
      subjectId: id,
      organizationId: null,
      before: { reason: lifted.reason, since: lifted.since.toISOString() },
      reason: reason.trim(),
    })
    return lifted.address
  })
}

// The tone guard is the sender's: whether an incident touches the organization counts when the mail's turn comes.
async function timingOf(tx: Tx, { category, userId, now }: Mail): Promise<Timing> {
  const { class: mailClass, guarded }: MailCategory = mailCategories[category]
  if (mailClass === 'critical' || !userId) return { kind: 'now' }
  const standing = (await readMailStandings(tx, [userId], now)).get(userId)
  return standing ? decideTiming({ class: mailClass, guarded, touched: false, ...standing }, now) : { kind: 'now' }
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
