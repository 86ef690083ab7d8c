import type { Tone } from '@/components/ui/tone'
import type { AlertSeverity, AlertState, RuleKind } from '@/lib/alerts/model'
import type { Unit } from '@/lib/format'

export const severityMarks: Record<AlertSeverity, { tone: Tone; label: string }> = {
  critical: { tone: 'critical', label: 'Critical' },
  warning: { tone: 'warning', label: 'Warning' },
}

export const stateMarks: Record<AlertState, { tone: Tone; label: string }> = {
  firing: { tone: 'critical', label: 'Firing' },
  acknowledged: { tone: 'info', label: 'Acknowledged' },
  resolved: { tone: 'good', label: 'Resolved' },
  dismissed: { tone: 'neutral', label: 'Dismissed' },
  false_positive: { tone: 'neutral', label: 'False alarm' },
}

export const kindWords: Record<RuleKind, { label: string; hint: string }> = {
  threshold: { label: 'Threshold', hint: 'A value passes a line.' },
  anomaly: { label: 'Anomaly', hint: 'A value is unlike its usual self at that hour.' },
  change: { label: 'Change', hint: 'A value rises or falls by so many percent.' },
  absence: { label: 'Missing data', hint: 'Nothing arrives any more.' },
  schedule: { label: 'Schedule', hint: 'At times that you name, to remind.' },
  burn_rate: { label: 'Burn rate', hint: 'An error budget is used up too fast.' },
}

const reasonWords: Record<string, string> = {
  recovered: 'the value recovered',
  no_data: 'no data came any more',
  rule_changed: 'its rule was changed',
  rule_deleted: 'its rule was deleted',
  rule_off: 'its rule was switched off',
  source: 'its source said so',
  by_hand: 'somebody closed it',
}

/** Why an alert is over, in words. */
export function reasonOf(reason: string | null): string {
  return reason === null ? '' : (reasonWords[reason] ?? reason.replaceAll('_', ' '))
}

const eventWords: Record<string, { tone: Tone; label: string }> = {
  fired: { tone: 'critical', label: 'Fired' },
  escalated: { tone: 'critical', label: 'Became critical' },
  acknowledged: { tone: 'info', label: 'Acknowledged' },
  rearmed: { tone: 'warning', label: 'Firing again' },
  resolved: { tone: 'good', label: 'Resolved' },
  dismissed: { tone: 'neutral', label: 'Dismissed' },
  false_positive: { tone: 'neutral', label: 'Marked as a false alarm' },
}

/** An event of an alert, in a word. */
export function eventMark(type: string): { tone: Tone; label: string } {
  return eventWords[type] ?? { tone: 'neutral', label: type }
}

/** The unit in which charts draw a metric's values, and what to multiply them by. */
export function chartUnit(unit: string | null): { unit: Unit; factor: number } {
  switch (unit) {
    case 'ratio':
      return { unit: 'percent', factor: 1 }
    case 'percent':
      return { unit: 'percent', factor: 0.01 }
    case 'ms':
      return { unit: 'ms', factor: 1 }
    case 'seconds':
      return { unit: 'duration', factor: 1000 }
    case 'usd':
      return { unit: 'money', factor: 1_000_000 }
    case 'points':
      return { unit: 'score', factor: 1 }
    default:
      return { unit: 'number', factor: 1 }
  }
}
