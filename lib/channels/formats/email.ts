import type { Props as AlertMail } from '@/emails/alert'
import { type AlertFact, type AlertMessage, figureLine, messageSubject, moreLine, severityWord, stateWord, timeLine } from '../message'

/** A mail as a channel's message holds it: fixed when it is written. */
export interface MailBody {
  to: string[]
  subject: string
  html: string
  text: string
}

/** What the mail says, for its template. */
export function alertMail(message: AlertMessage, channelUrl: string): AlertMail {
  const { kind, counts, ended, groupName, audience, consoleUrl, simulated, listUrl } = message
  const gravest = message.firing.some(({ severity }) => severity === 'critical') ? 'critical' : counts.firing > 0 ? 'warning' : 'good'
  return {
    subject: messageSubject(message),
    tone: gravest,
    groupName: kind === 'summary' ? 'Many at once' : groupName,
    audience,
    alerts: [...message.firing, ...message.acknowledged, ...ended].map((alert) => entryOf(alert, message)),
    more: moreLine(message),
    url: counts.firing + counts.acknowledged + counts.ended === 1 ? ([...message.firing, ...message.acknowledged, ...ended][0]?.url ?? listUrl) : listUrl,
    channelUrl,
    consoleUrl,
    simulated,
  }
}

function entryOf(alert: AlertFact, { zone }: AlertMessage): AlertMail['alerts'][number] {
  return {
    id: alert.id,
    tone: alert.state === 'firing' ? alert.severity : alert.state === 'acknowledged' ? 'quiet' : 'good',
    word: alert.state === 'firing' ? severityWord(alert.severity) : stateWord(alert),
    title: alert.title,
    figure: figureLine(alert),
    when: timeLine(alert, zone),
    description: alert.description,
    url: alert.url,
    runbookUrl: alert.runbookUrl,
    sourceUrl: alert.sourceUrl,
  }
}
