import { intervalOf, previousOccurrence } from '@/lib/schedule'
import { MINUTE } from '@/lib/time'
import type { Read } from '../evaluate'
import type { RuleOptions } from '../model'

/** How long a moment of a schedule stays to be told, minutes; less where the next comes sooner. */
const DUE_MINUTES = 60

/**
 * Whether a schedule's moment is still to be told: for an hour, or half of what passes between two of them if
 * that is less. A moment from before the rule's last change is not.
 * @throws Error of the cron library when the schedule or its zone cannot be read
 */
export function readSchedule(rule: { id: string; options: RuleOptions; updatedAt: Date }, minute: Date): Read {
  const { cron, timeZone } = rule.options
  if (cron === undefined) throw new Error('The rule has no schedule.')
  const moment = previousOccurrence(cron, minute, timeZone)
  const minutes = moment === null || moment < rule.updatedAt ? null : (minute.getTime() - moment.getTime()) / MINUTE
  const lasts = Math.max(1, Math.min(DUE_MINUTES, intervalOf(cron, minute) / MINUTE / 2))
  return { ruleId: rule.id, fingerprint: rule.id, reading: { type: 'due', minutes: minutes !== null && minutes < lasts ? minutes : null } }
}
