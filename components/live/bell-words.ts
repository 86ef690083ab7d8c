import type { AlertSeverity, BellEventType } from '@/lib/alerts/model'
import { MOST_UNSEEN } from '@/lib/alerts/most-unseen'
import type { Tone } from '../ui/tone'

/** How an event of an alert is marked and called. */
export function bellMark(type: BellEventType, severity: AlertSeverity): { tone: Tone; label: string } {
  if (type === 'resolved') return { tone: 'good', label: 'Resolved' }
  const tone = severity === 'critical' ? 'critical' : 'warning'
  return { tone, label: { fired: 'Firing', rearmed: 'Firing again', escalated: 'Now critical' }[type] }
}

/** The number on the bell. */
export function unseenText(unseen: number): string {
  return unseen >= MOST_UNSEEN ? `${MOST_UNSEEN - 1}+` : String(unseen)
}
