import { createElement, type ReactElement } from 'react'
import { type Tx, withPlatform } from '@/db/client'
import IncidentAssigned, { subject as assignedSubject } from '@/emails/incident-assigned'
import IncidentReminder, { subject as reminderSubject } from '@/emails/incident-reminder'
import { env } from '@/lib/env'
import { isDatabaseAway, rootCause } from '@/lib/errors'
import { formatDateTime } from '@/lib/format'
import { severityDefinitions } from '@/lib/incidents/model'
import { incidentLabel, severityLabel, statusWords } from '@/lib/incidents/words'
import { log } from '@/lib/log'
import { enqueueMail } from '@/lib/outbox/commands'
import { renderMail } from '@/lib/outbox/render'
import { unsubscribePageUrl } from '@/lib/outbox/unsubscribe'
import type { JobResult, Work } from '@/lib/work'
import { INCIDENT_ASSIGNED, INCIDENT_REMINDER, type IncidentNews, listUntoldAssignments, listUntoldReminders } from '../queries/list-incident-news'

/** These wake people: SEV1 and SEV2 are told in quiet hours too, and nobody can opt out of them. */
const GRAVEST = 2

/**
 * Owes the mails about updates that are overdue, to whoever commands or responds, once for each due moment.
 * @returns checked: people to be told; changed: mails owed; failed: mails that could not be written this time
 */
export function tellOverdueUpdates(work: Work): Promise<JobResult> {
  return tellEach(work, INCIDENT_REMINDER, listUntoldReminders, (news, links) => {
    const { updateMinutes } = definitionOf(news)
    const props = {
      ...common(news),
      ...links,
      dueAt: formatDateTime(news.dueAt),
      rhythm: `With ${severityLabel(news.severity)} one is due ${updateMinutes === null ? 'by the next business day' : `every ${updateMinutes} minutes`}.`,
    }
    return { subject: reminderSubject(props), element: createElement(IncidentReminder, props) }
  })
}

/**
 * Owes the mails to people whom somebody else put in command of an incident, or called in.
 * @returns checked: people to be told; changed: mails owed; failed: mails that could not be written this time
 */
export function tellAssignments(work: Work): Promise<JobResult> {
  return tellEach(work, INCIDENT_ASSIGNED, listUntoldAssignments, (news, links) => {
    const { label, means, response } = definitionOf(news)
    const props = {
      ...common(news),
      ...links,
      by: news.by,
      startedAt: formatDateTime(news.startedAt),
      means: `${label} means: ${lower(means)}. Response: ${lower(response)}.`,
    }
    return { subject: assignedSubject(props), element: createElement(IncidentAssigned, props) }
  })
}

interface Links {
  url: string
  unsubscribeUrl: string | null
  consoleUrl: string
}

async function tellEach(
  { now, stillMine }: Work,
  template: string,
  listNews: (tx: Tx, now: Date) => Promise<IncidentNews[]>,
  write: (news: IncidentNews, links: Links) => { subject: string; element: ReactElement },
): Promise<JobResult> {
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  const consoleUrl = env().APP_URL.replace(/\/$/, '')
  for (const news of await withPlatform((tx) => listNews(tx, now), { accessMode: 'read only' })) {
    if (!(await stillMine())) break
    result.checked++
    const { seq, userId, email, number } = news
    try {
      const category = news.severity <= GRAVEST ? 'grave_incidents' : 'incidents'
      const unsubscribeUrl = category === 'grave_incidents' ? null : await unsubscribePageUrl({ userId, category })
      const { subject, element } = write(news, { url: `${consoleUrl}/admin/incidents/${number}`, unsubscribeUrl, consoleUrl })
      const rendered = { subject, ...(await renderMail(element)) }
      const once = { recipientKind: 'user' as const, recipientId: userId, type: template, key: String(seq) }
      const outcome = await withPlatform((tx) => enqueueMail(tx, { template, category, toAddress: email, userId, rendered, once, now }))
      if (outcome === 'queued') result.changed++
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      log().error({ incident: number, err: rootCause(error) }, 'a mail about an incident could not be written')
      result.failed++
    }
  }
  return result
}

function common({ number, severity, title, status, commands }: IncidentNews) {
  return { label: incidentLabel(number), severity: severityLabel(severity), title, status: statusWords[status], commands }
}

function definitionOf({ severity }: IncidentNews) {
  const found = severityDefinitions.find((one) => one.severity === severity)
  if (!found) throw new Error(`there is no severity ${severity}`)
  return found
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
