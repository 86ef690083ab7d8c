import { metricUnits } from '@/lib/alerts/metrics/model'
import type { AlertSeverity, AlertState, Labels, Operator } from '@/lib/alerts/model'
import { formatMetricValue, operatorWords, plain } from '@/lib/alerts/words'
import { formatCount, formatDateTime, formatDuration } from '@/lib/format'

// What a message says, before it has the form of a channel. A form is fixed when the message is written:
// every repeat of it is the same bytes.

/** An alert as it was when the message was written. */
export interface AlertFact {
  id: string
  fingerprint: string
  state: AlertState
  severity: AlertSeverity
  title: string
  description: string
  runbookUrl: string | null
  labels: Labels
  metric: string | null
  unit: string | null
  value: number | null
  threshold: number | null
  operator: Operator | null
  firedAt: Date
  resolvedAt: Date | null
  resolveReason: string | null
  /** Its page here. */
  url: string
  /** Where Alertmanager sends people; null for alerts of rules. */
  sourceUrl: string | null
}

export interface AlertMessage {
  /** The delivery's id: what makes a repeat known. */
  id: string
  /** Whether it speaks of one group, or of everything that began firing at once. */
  kind: 'alerts' | 'summary'
  groupKey: string
  /** The rule's name; for a summary whose alerts they are. */
  groupName: string
  /** The first of them, gravest first; `counts` says how many there are. */
  firing: AlertFact[]
  acknowledged: AlertFact[]
  ended: AlertFact[]
  counts: { firing: number; acknowledged: number; ended: number }
  /** Told before and still so. */
  repeated: boolean
  at: Date
  /** Where all of them are listed. */
  listUrl: string
  /** Origin of the console. */
  consoleUrl: string
  /** Whose: an organization's name, or the platform's. */
  audience: string
  /** IANA zone in which moments are written. */
  zone: string
  simulated: boolean
}

const endWords: Record<string, string> = {
  recovered: 'recovered',
  no_data: 'no data any more',
  rule_changed: 'its rule was changed',
  rule_deleted: 'its rule was deleted',
  rule_off: 'its rule was switched off',
  source: 'resolved at its source',
  by_hand: 'resolved by hand',
}

/** One line for the log, the mail's subject, and the summary of chats: state first. */
export function messageSubject(message: AlertMessage): string {
  const { firing, acknowledged, ended, counts, groupName, kind, repeated } = message
  if (kind === 'summary') return `${formatCount(counts.firing)} alerts began firing at once: ${message.audience}`
  const [only] = [...firing, ...acknowledged, ...ended]
  if (counts.firing + counts.acknowledged + counts.ended === 1 && only) {
    const still = repeated ? 'Still ' : ''
    return counts.firing > 0
      ? `${still}${still ? severityWord(only.severity).toLowerCase() : severityWord(only.severity)}: ${only.title}`
      : `${stateWord(only)}: ${only.title}`
  }
  const parts = [
    counts.firing > 0 ? `${formatCount(counts.firing)} ${repeated ? 'still firing' : 'firing'}` : null,
    counts.acknowledged > 0 ? `${formatCount(counts.acknowledged)} acknowledged` : null,
    counts.ended > 0 ? `${formatCount(counts.ended)} over` : null,
  ]
  return `${groupName}: ${parts.filter((part) => part !== null).join(', ')}`
}

/** "Critical", "Warning". */
export function severityWord(severity: AlertSeverity): string {
  return severity === 'critical' ? 'Critical' : 'Warning'
}

/** What became of an alert that is not firing. */
export function stateWord({ state }: Pick<AlertFact, 'state'>): string {
  const words: Record<AlertState, string> = {
    firing: 'Firing',
    acknowledged: 'Acknowledged',
    resolved: 'Resolved',
    dismissed: 'Dismissed',
    false_positive: 'False positive',
  }
  return words[state]
}

/** The figure and what it is measured by: "4.2 %, threshold above 2 %"; null where there is no figure. */
export function figureLine({ value, threshold, operator, unit }: AlertFact): string | null {
  if (value === null) return null
  const figure = formatFigure(value, unit)
  return threshold === null || operator === null ? figure : `${figure}, threshold ${operatorWords[operator]} ${formatFigure(threshold, unit)}`
}

/** Since when, or from when to when and why it ended. */
export function timeLine({ firedAt, resolvedAt, resolveReason }: AlertFact, zone: string): string {
  if (resolvedAt === null) return `Firing since ${formatDateTime(firedAt, zone)}`
  const why = resolveReason === null ? '' : `, ${endWords[resolveReason] ?? resolveReason}`
  return `Fired ${formatDateTime(firedAt, zone)}, over after ${formatDuration(resolvedAt.getTime() - firedAt.getTime())}${why}`
}

/** How many of each are not shown one by one, in a sentence; null when all are. */
export function moreLine({ firing, acknowledged, ended, counts }: AlertMessage): string | null {
  const parts = [
    { left: counts.firing - firing.length, word: 'firing' },
    { left: counts.acknowledged - acknowledged.length, word: 'acknowledged' },
    { left: counts.ended - ended.length, word: 'over' },
  ].filter(({ left }) => left > 0)
  return parts.length === 0 ? null : `And ${parts.map(({ left, word }) => `${formatCount(left)} more ${word}`).join(', ')}.`
}

/** A metric's value with its unit; a unit that the catalogue does not know is written behind the number. */
function formatFigure(value: number, unit: string | null): string {
  const known = metricUnits.find((each) => each === unit)
  return known ? formatMetricValue(value, known) : `${plain(value)}${unit ? ` ${unit}` : ''}`
}

/** A text cut to so many characters (UTF-16 units, as the limits of others count), never inside a pair; with an ellipsis where it was cut. */
export function clip(text: string, characters: number): string {
  if (text.length <= characters) return text
  const cut = text.slice(0, Math.max(0, characters - 1))
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
