import { and, desc, eq, gt, ilike, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { notificationPreferences, notificationSettings, outbox, suppressions } from '@/db/schema/outbox'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { CAP_WINDOW_MS, defaultMailSettings, type MailCategory, type MailCategoryName, type MailSettings, mailCategories, type OutboxState } from './model'
import { readUnsubscribe } from './unsubscribe'

export interface OutboxFilter {
  state?: OutboxState
  template?: string
  /** Part of the address or the subject. */
  search?: string
}

export interface OutboxRow {
  id: string
  template: string
  class: string
  toAddress: string
  subject: string
  state: OutboxState
  attempts: number
  nextAttemptAt: Date
  sentAt: Date | null
  createdAt: Date
  lastError: string | null
  providerId: string | null
}

export interface OutboxMail extends OutboxRow {
  category: string
  organizationId: string | null
  headers: Record<string, string>
  /** Null where the reader may not see the content: it holds a link that signs somebody in. */
  content: { html: string; text: string } | null
}

const summary = {
  id: outbox.id,
  template: outbox.template,
  class: outbox.class,
  toAddress: outbox.toAddress,
  subject: outbox.subject,
  state: outbox.state,
  attempts: outbox.attempts,
  nextAttemptAt: outbox.nextAttemptAt,
  sentAt: outbox.sentAt,
  createdAt: outbox.createdAt,
  lastError: outbox.lastError,
  providerId: outbox.providerId,
}

/** Mails without their content, newest first. */
export function listOutbox(tx: Tx, { limit, offset, ...filter }: OutboxFilter & { limit: number; offset: number }): Promise<OutboxRow[]> {
  return tx.select(summary).from(outbox).where(matching(filter)).orderBy(desc(outbox.createdAt), desc(outbox.id)).limit(limit).offset(offset)
}

export function countMatching(tx: Tx, filter: OutboxFilter): Promise<number> {
  return tx.$count(outbox, matching(filter))
}

/** How many mails there are in each state. */
export async function countOutbox(tx: Tx): Promise<Partial<Record<OutboxState, number>>> {
  const rows = await tx.select({ state: outbox.state, n: sql<number>`count(*)::int` }).from(outbox).groupBy(outbox.state)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

/** When the longest-waiting mail became due, of those due at `now`; null when none waits. */
export async function findOldestDue(tx: Tx, now: Date): Promise<Date | null> {
  const [row] = await tx
    .select({ at: outbox.nextAttemptAt })
    .from(outbox)
    .where(and(sql`${outbox.state} in ('pending', 'sending')`, lt(outbox.nextAttemptAt, now)))
    .orderBy(outbox.nextAttemptAt)
    .limit(1)
  return row?.at ?? null
}

/**
 * One mail with its content. Links that sign somebody in are shown to nobody but those who manage
 * the staff, who could give themselves any role anyway: reading the outbox must not be a way to
 * become somebody else.
 * @throws AppError not_found
 */
export async function getOutboxMail(tx: Tx, ctx: Context, id: string): Promise<OutboxMail> {
  const [row] = await tx.select().from(outbox).where(eq(outbox.id, id))
  if (!row) throw new AppError('not_found', 'There is no such mail.')
  const category: MailCategory | undefined = mailCategories[row.category as MailCategoryName]
  // A category that is not known any more is treated as one that holds a secret.
  const readable = category?.holdsSecret === false || hasPermission(ctx.actor, 'staff.manage')
  const { html, text, ...rest } = row
  return { ...rest, headers: row.headers as Record<string, string>, content: readable ? { html, text } : null }
}

function matching({ state, template, search }: OutboxFilter): SQL | undefined {
  const like = search ? containing(search) : null
  return and(
    state ? eq(outbox.state, state) : undefined,
    template ? eq(outbox.template, template) : undefined,
    like ? or(ilike(outbox.toAddress, like), ilike(outbox.subject, like)) : undefined,
  )
}

export interface Suppression {
  id: string
  address: string
  reason: string
  createdAt: Date
}

/** Addresses that are not written to any more, newest first. */
export function listSuppressions(tx: Tx, { search, limit, offset }: { search: string; limit: number; offset: number }): Promise<Suppression[]> {
  return tx
    .select({ id: suppressions.id, address: suppressions.address, reason: suppressions.reason, createdAt: suppressions.createdAt })
    .from(suppressions)
    .where(naming(search))
    .orderBy(desc(suppressions.createdAt), suppressions.address)
    .limit(limit)
    .offset(offset)
}

/** How many of them an address or a reason matches; all for ''. */
export function countSuppressions(tx: Tx, search: string): Promise<number> {
  return tx.$count(suppressions, naming(search))
}

function naming(search: string): SQL | undefined {
  if (search === '') return undefined
  const like = containing(search)
  return or(ilike(suppressions.address, like), ilike(suppressions.reason, like))
}

function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, '\\$&')}%`
}

/** What decides when a person is written to: their settings, and the mails of the last week that count against their cap. */
export interface MailStanding {
  settings: MailSettings
  /** Newest first. */
  recent: Date[]
}

/** What a person chose about mails, and what came of it. */
export interface MailChoices extends MailStanding {
  /** Categories that are switched off. */
  off: string[]
  /** Why their address gets no mail at all; null while it does. */
  suppressedFor: string | null
}

/** A person's own choices, at `now`; only ever for the person who asks. */
export function getMailChoices({ userId, email, now }: { userId: string; email: string; now: Date }): Promise<MailChoices> {
  return withPlatform(
    async (tx) => {
      const standing = (await readMailStandings(tx, [userId], now)).get(userId) ?? { settings: defaultMailSettings, recent: [] }
      const off = await tx
        .select({ category: notificationPreferences.category })
        .from(notificationPreferences)
        .where(and(eq(notificationPreferences.userId, userId), eq(notificationPreferences.channel, 'email'), eq(notificationPreferences.enabled, false)))
      const [suppressed] = await tx.select({ reason: suppressions.reason }).from(suppressions).where(eq(suppressions.address, email.trim().toLowerCase()))
      return { ...standing, off: off.map(({ category }) => category), suppressedFor: suppressed?.reason ?? null }
    },
    { accessMode: 'read only' },
  )
}

/** The standing of each of these people, at `now`. Needs the platform's rights. */
export async function readMailStandings(tx: Tx, userIds: string[], now: Date): Promise<Map<string, MailStanding>> {
  const standings = new Map<string, MailStanding>(userIds.map((userId) => [userId, { settings: defaultMailSettings, recent: [] }]))
  if (userIds.length === 0) return standings
  const { userId, quietFromMinute, quietToMinute, timeZone, weeklyCap } = notificationSettings
  const chosen = await tx
    .select({ userId, quietFromMinute, quietToMinute, timeZone, weeklyCap })
    .from(notificationSettings)
    .where(inArray(notificationSettings.userId, userIds))
  for (const { userId: person, ...settings } of chosen) standings.set(person, { settings, recent: [] })
  const sent = await tx
    .select({ userId: outbox.userId, sentAt: outbox.sentAt })
    .from(outbox)
    .where(
      and(inArray(outbox.userId, userIds), gt(outbox.sentAt, new Date(now.getTime() - CAP_WINDOW_MS)), eq(outbox.state, 'sent'), ne(outbox.class, 'critical')),
    )
    .orderBy(desc(outbox.sentAt))
  for (const { userId: person, sentAt } of sent) if (person && sentAt) standings.get(person)?.recent.push(sentAt)
  return standings
}

/** Whose category a link in a mail is about, and whether it is on; null for a link that is not ours. */
export async function findChoiceByToken(token: string): Promise<{ category: MailCategory; enabled: boolean } | null> {
  const target = await readUnsubscribe(token)
  if (!target) return null
  const [row] = await withPlatform((tx) =>
    tx
      .select({ enabled: notificationPreferences.enabled })
      .from(notificationPreferences)
      .where(
        and(
          eq(notificationPreferences.userId, target.userId),
          eq(notificationPreferences.category, target.category),
          eq(notificationPreferences.channel, 'email'),
        ),
      ),
  )
  return { category: mailCategories[target.category], enabled: row?.enabled ?? true }
}
