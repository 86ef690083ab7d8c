import type { ReactElement } from 'react'
import { withPlatform } from '@/db/client'
import { notificationLog } from '@/db/schema/outbox'
import type { Permission } from '@/lib/auth/model'
import { enqueueMail } from '@/lib/outbox/commands'
import { type MailCategory, type MailCategoryName, mailCategories } from '@/lib/outbox/model'
import { renderMail } from '@/lib/outbox/render'
import { unsubscribePageUrl } from '@/lib/outbox/unsubscribe'
import { listRecipients } from '../queries/list-recipients'
import { listStaffWith } from '../queries/list-staff'

/** Whom a mail is written to, and the link by which that person stops its kind. */
export interface Recipient {
  userId: string
  name: string
  email: string
  /** Null for mails that nobody can opt out of. */
  unsubscribeUrl: string | null
}

/** One thing that several people are told. */
interface News {
  /** The template's file name in emails/; also the type under which the notification log knows it. */
  template: string
  category: MailCategoryName
  /** What the repeats have in common: a notice's id, a month, a spell. With the template once a person. */
  key: string
  write: (recipient: Recipient) => { subject: string; element: ReactElement }
  now: Date
}

export interface Telling extends News {
  organizationId: string
  to: 'owners' | 'members'
}

/**
 * Owes one mail to each owner or member of an organization, once a person, template and key, whoever
 * asks and however often; a run that was killed half way is completed by the next. When everybody
 * has theirs, the organization's own entry of the notification log says so (recipient kind
 * `organization`, the same type and key): readers of "what is still to be told" look for its absence,
 * and it stands also where there was nobody to tell.
 * @returns how many mails were owed by this call
 */
export async function tellOrganization(telling: Telling): Promise<number> {
  const { organizationId, to } = telling
  const recipients = await withPlatform((tx) => listRecipients(tx, organizationId, to), { accessMode: 'read only' })
  const queued = await tellEach(recipients, telling, organizationId)
  await noteTold(telling, 'organization', organizationId, organizationId)
  return queued
}

/**
 * The same for the staff who have a permission. The entry of the notification log has the recipient kind
 * `platform` and the id of what it is about.
 * @param subjectId id of the row that the news is about
 */
export async function tellStaff(telling: News & { permission: Permission; subjectId: string }): Promise<number> {
  const recipients = await withPlatform((tx) => listStaffWith(tx, telling.permission), { accessMode: 'read only' })
  const queued = await tellEach(recipients, telling, null)
  await noteTold(telling, 'platform', telling.subjectId, null)
  return queued
}

async function tellEach(recipients: readonly Omit<Recipient, 'unsubscribeUrl'>[], news: News, organizationId: string | null): Promise<number> {
  const { template, key, now } = news
  const category: MailCategory = mailCategories[news.category]
  let queued = 0
  for (const { userId, name, email } of recipients) {
    const unsubscribeUrl = category.class === 'critical' ? null : await unsubscribePageUrl({ userId, category: news.category })
    const { subject, element } = news.write({ userId, name, email, unsubscribeUrl })
    const rendered = { subject, ...(await renderMail(element)) }
    const outcome = await withPlatform((tx) =>
      enqueueMail(tx, {
        template,
        category: news.category,
        toAddress: email,
        userId,
        organizationId: organizationId ?? undefined,
        rendered,
        once: { recipientKind: 'user', recipientId: userId, type: template, key },
        now,
      }),
    )
    if (outcome === 'queued') queued++
  }
  return queued
}

async function noteTold(
  { template, key, now }: News,
  recipientKind: 'organization' | 'platform',
  recipientId: string,
  organizationId: string | null,
): Promise<void> {
  await withPlatform((tx) =>
    tx.insert(notificationLog).values({ organizationId, recipientKind, recipientId, type: template, key, at: now }).onConflictDoNothing(),
  )
}
