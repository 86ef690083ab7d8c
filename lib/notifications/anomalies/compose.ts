import type { Props } from '@/emails/anomaly-alert'
import type { Suspect } from '@/lib/anomalies/model'
import type { Told } from '@/lib/anomalies/stories/title'
import { few } from '@/lib/anomalies/stories/title'
import { describeStory, suspectKindWords } from '@/lib/anomalies/stories/words'
import { formatDateTime, formatDuration } from '@/lib/format'
import { WEEKLY_ANOMALY_MAILS } from '@/lib/outbox/model'
import { MINUTE } from '@/lib/time'

/** The mail names the likeliest; the story's page has them all. */
const SHOWN_SUSPECTS = 3

export interface AlertInput extends Told {
  storyId: string
  severity: Props['severity']
  organizationName: string
  simulated: boolean
  /** IANA zone of the organization, known to this runtime. */
  zone: string
  consoleUrl: string
  unsubscribeUrl: string
}

/** The mail about a story, as it stands at the moment at which it is told. */
export function composeAlert(input: AlertInput): Props {
  const { storyId, severity, organizationName, simulated, zone, consoleUrl, unsubscribeUrl, facts, startedAt } = input
  const words = describeStory(input, zone)
  const url = `${consoleUrl}/dashboard/anomalies/${storyId}`
  return {
    organizationName,
    simulated,
    severity,
    headline: words.title,
    since: `since ${formatDateTime(startedAt, zone)}`,
    why: words.why,
    who: words.who,
    steps: words.steps.map(({ text, href }) => ({ text, url: href === undefined ? null : `${consoleUrl}${href}` })),
    suspects: otherSuspects(facts).map((suspect) => suspectOf(suspect, input)),
    pace: `At most ${few(WEEKLY_ANOMALY_MAILS)} such mails are sent in seven days unless it is urgent; the rest is in Monday’s digest.`,
    url,
    falseAlarmUrl: `${url}#feedback`,
    unsubscribeUrl,
    consoleUrl,
  }
}

// The likeliest is named where the cause is; a version that is the cause is no suspect any more.
function otherSuspects({ cause, suspects }: Told['facts']): Suspect[] {
  const ranked = [...suspects].sort((a, b) => b.likelihood - a.likelihood)
  const others = cause?.kind === 'version' ? ranked.filter(({ kind, label }) => kind !== 'version' || !label.includes(cause.label)) : ranked.slice(1)
  return others.slice(0, SHOWN_SUSPECTS)
}

function suspectOf({ kind, label, at, toolId }: Suspect, { facts, startedAt, zone }: AlertInput): Props['suspects'][number] {
  const tool = facts.affected.tools.length > 1 ? facts.affected.tools.find(({ id }) => id === toolId)?.name : undefined
  const moment = new Date(at)
  const before = startedAt.getTime() - moment.getTime()
  const distance = before >= MINUTE ? `, ${formatDuration(before)} before` : ''
  return { what: `${suspectKindWords[kind]}: ${label}${tool ? ` (${tool})` : ''}`, when: `${formatDateTime(moment, zone)}${distance}` }
}
