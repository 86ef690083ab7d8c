import { formatDuration, formatRelative } from '@/lib/format'
import { overdueSince } from '@/lib/incidents/due'
import type { IncidentDetail, IncidentRow } from '@/lib/incidents/view'
import { incidentLabel, severityLabel, statusWords } from '@/lib/incidents/words'

type Open = Pick<IncidentRow, 'number' | 'severity' | 'status' | 'lastUpdateAt' | 'title'>

/**
 * What the list of incidents says first: what is open and how grave, and whose update is overdue.
 * @param last the newest that is resolved; null: there never was one
 */
export function incidentsSentence(open: readonly Open[], last: { number: number; resolvedAt: Date | null } | null, now: Date): string {
  const [first] = [...open].sort((a, b) => a.severity - b.severity)
  if (!first) {
    if (!last?.resolvedAt) return 'No incident is open, and none was ever opened'
    return `No incident is open; the last one, ${incidentLabel(last.number)}, was resolved ${formatRelative(last.resolvedAt, now)}`
  }
  const overdue = open.filter((one) => overdueSince(one, now) !== null).length
  const late =
    overdue === 0 ? '' : open.length === 1 ? '; its update is overdue' : overdue === 1 ? '; one update is overdue' : `; ${overdue} updates are overdue`
  if (open.length === 1)
    return `One incident is open: ${incidentLabel(first.number)}, ${severityLabel(first.severity)}, ${statusWords[first.status].toLowerCase()}${late}`
  const gravest = open.filter(({ severity }) => severity === first.severity).length
  return `${open.length} incidents are open, ${gravest === open.length ? 'all' : gravest === 1 ? 'one' : gravest} of them ${severityLabel(first.severity)}${late}`
}

type Shown = Pick<
  IncidentDetail,
  'status' | 'severity' | 'lastUpdateAt' | 'startedAt' | 'mitigatedAt' | 'resolvedAt' | 'closedAt' | 'commander' | 'leftBeforeClosing'
>

/** What state one incident is in and what is next, in a sentence or two. */
export function incidentStateSentence(incident: Shown, now: Date): string {
  const { status, startedAt, mitigatedAt, resolvedAt, closedAt, commander, leftBeforeClosing } = incident
  if (closedAt) return `It is closed: all that followed from it is done. It lasted ${formatDuration((resolvedAt ?? closedAt).getTime() - startedAt.getTime())}.`
  if (status === 'resolved') {
    const [first = ''] = leftBeforeClosing
    // Nothing is left to do but to wait.
    if (first.startsWith('Nothing: ')) return `It is over. ${first.replace('Nothing: it', 'It')}`
    const left = leftBeforeClosing.map((sentence) => sentence.replace(/\.$/, '').toLowerCase())
    return `It is over, and closes by itself once what follows from it is done${left.length > 0 ? `: ${left.join(', ')}` : ''}.`
  }
  const what = {
    investigating: 'The cause is not known yet',
    identified: 'The cause is known, its effects last',
    monitoring: `Its effects are over since ${formatRelative(mitigatedAt ?? now, now).replace(/ ago$/, '')}; it is watched`,
  }[status]
  const late = overdueSince(incident, now) !== null ? ' An update is overdue.' : ''
  return `${what}. ${commander ? `${commander.name ?? 'Somebody'} is in command.` : 'Nobody is in command.'}${late}`
}
