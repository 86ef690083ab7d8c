import type { ReactElement } from 'react'
import { withPlatform } from '@/db/client'
import { notificationLog } from '@/db/schema/outbox'
import { enqueueMail } from '@/lib/outbox/commands'
import { type MailCategory, type MailCategoryName, mailCategories } from '@/lib/outbox/model'
import { renderMail } from '@/lib/outbox/render'
import { unsubscribePageUrl } from '@/lib/outbox/unsubscribe'
import { listRecipients } from '../queries/list-recipients'

/** Whom a mail is written to, and the link by which that person stops its kind. */
export interface Recipient {
  userId: string
  name: string
  email: string
  /** Null for mails that nobody can opt out of. */
  unsubscribeUrl: string | null
}

export interface Telling {
  organizationId: string
  to: 'owners' | 'members'
  /** The template's file name in emails/; also the type under which the notification log knows it. */
  template: string
  category: MailCategoryName
  /** What the repeats have in common: a notice's id, a month, a spell. With the template once a person. */
  key: string
  write: (recipient: Recipient) => { subject: string; element: ReactElement }
  now: Date
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
  const { organizationId, template, key, now } = telling
  const category: MailCategory = mailCategories[telling.category]
  const recipients = await withPlatform((tx) => listRecipients(tx, organizationId, telling.to), { accessMode: 'read only' })
  let queued = 0
  for (const { userId, name, email } of recipients) {
    const unsubscribeUrl = category.class === 'critical' ? null : await unsubscribePageUrl({ userId, category: telling.category })
    const { subject, element } = telling.write({ userId, name, email, unsubscribeUrl })
    const rendered = { subject, ...(await renderMail(element)) }
    const outcome = await withPlatform((tx) =>
      enqueueMail(tx, {
        template,
        category: telling.category,
        toAddress: email,
        userId,
        organizationId,
        rendered,
        once: { recipientKind: 'user', recipientId: userId, type: template, key },
        now,
      }),
    )
    if (outcome === 'queued') queued++
  }
  await withPlatform((tx) =>
    tx
      .insert(notificationLog)
      .values({ organizationId, recipientKind: 'organization', recipientId: organizationId, type: template, key, at: now })
      .onConflictDoNothing(),
  )
  return queued
}
