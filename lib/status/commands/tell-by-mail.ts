import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { createElement } from 'react'
import { type Tx, withPlatform } from '@/db/client'
import { statusNotices } from '@/db/schema/status'
import StatusMaintenance, { subject as maintenanceSubject } from '@/emails/status-maintenance'
import StatusUpdate, { subject as updateSubject } from '@/emails/status-update'
import { enqueueMail } from '@/lib/outbox/commands'
import type { RenderedMail } from '@/lib/outbox/model'
import { renderMail } from '@/lib/outbox/render'
import type { JobResult, Work } from '@/lib/work'
import type { Published } from '../formats/published'
import { composeMaintenanceMail, composeUpdate, type Told } from '../notice'
import { type DueMail, listDueMails, readTold } from '../queries/due-notices'
import { managePageUrl, oneClickHeaders } from '../tokens'
import { healToken } from './subscribe'

/** Mails owed in one look, and in one transaction. */
const BATCH = 500
const TRANSACTION = 50
/** Stands for the token while a mail is rendered once for everybody. */
const TOKEN = 'TOKEN-OF-THE-SUBSCRIBER'

/**
 * Owes the mails that are due: each notice is settled and its mail written in one transaction, so that neither a
 * second run nor a kill can owe it twice or not at all. Sending is the outbox's business.
 */
export async function tellByMail(published: Published, { now, stillMine }: Work): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const rendered = new Map<string, RenderedMail | null>()
  for (;;) {
    const due = await withPlatform((tx) => listDueMails(tx, now, BATCH), { accessMode: 'read only' })
    if (due.length === 0) return result
    const fresh = [...new Set(due.map(({ key }) => key))].filter((key) => !rendered.has(key))
    const told = await withPlatform((tx) => readTold(tx, fresh), { accessMode: 'read only' })
    for (const key of fresh) rendered.set(key, await renderTold(published, told.get(key)))
    for (let at = 0; at < due.length; at += TRANSACTION) {
      if (!(await stillMine())) return result
      const batch = due.slice(at, at + TRANSACTION)
      result.checked += batch.length
      await withPlatform(async (tx) => {
        for (const mail of batch) if (await owe(tx, mail, rendered.get(mail.key) ?? null, now)) result.changed++
      })
    }
  }
}

async function owe(tx: Tx, { id, key, subscriberId, address }: DueMail, mail: RenderedMail | null, now: Date): Promise<boolean> {
  // The settled row is the claim: a second run that waited for it finds that nothing is due.
  const [claimed] = await tx
    .update(statusNotices)
    .set({
      attempts: sql`${statusNotices.attempts} + 1`,
      nextAttemptAt: null,
      ...(mail ? { sentAt: now } : { failedAt: now, lastAnswer: 'It is not public any more.' }),
    })
    .where(and(eq(statusNotices.id, id), isNotNull(statusNotices.nextAttemptAt)))
    .returning({ id: statusNotices.id })
  if (!claimed || !mail) return false
  const token = await healToken(tx, subscriberId)
  const outcome = await enqueueMail(tx, {
    template: key.startsWith('incident:') ? 'status-update' : 'status-maintenance',
    category: 'status_page',
    toAddress: address,
    rendered: { subject: mail.subject, html: mail.html.replaceAll(TOKEN, token), text: mail.text.replaceAll(TOKEN, token) },
    headers: oneClickHeaders(token),
    once: { recipientKind: 'status_subscriber', recipientId: subscriberId, type: 'status-notice', key },
    now,
  })
  return outcome === 'queued'
}

async function renderTold(published: Published, told: Told | undefined): Promise<RenderedMail | null> {
  if (!told) return null
  const url = managePageUrl(TOKEN)
  if (told.kind === 'incident') {
    const props = composeUpdate(published, told, url)
    return { subject: updateSubject(props), ...(await renderMail(createElement(StatusUpdate, props))) }
  }
  const props = composeMaintenanceMail(published, told, url)
  return { subject: maintenanceSubject(props), ...(await renderMail(createElement(StatusMaintenance, props))) }
}
