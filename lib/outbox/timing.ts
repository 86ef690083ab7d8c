import { formatDateTime } from '@/lib/format'
import { MINUTE } from '@/lib/time'
import { CAP_WINDOW_MS, DEFAULT_WEEKLY_CAP, type MailClass, type MailSettings } from './model'
import { quietUntil } from './quiet-hours'

/** While an incident lasts nobody knows its end: looked at again after this. */
const GUARD_PAUSE_MS = 5 * MINUTE

/** What speaks for and against sending a mail now. */
export interface TimingFacts {
  class: MailClass
  /** Out of place during an incident that touches its organization. */
  guarded: boolean
  /** Such an incident lasts. */
  touched: boolean
  settings: MailSettings
  /** When the person was sent mails that count, within CAP_WINDOW_MS before now, in any order. */
  recent: Date[]
}

export type Timing =
  | { kind: 'now' }
  /** reason: a sentence for the staff. */
  | { kind: 'wait'; until: Date; reason: string }
  | { kind: 'drop'; reason: string }

/**
 * May a mail leave now? Decided when it is written and again when it is its turn. Critical mails know
 * no quiet hours and no cap; over the cap good news is dropped, because it is none a week later.
 */
export function decideTiming({ class: mailClass, guarded, touched, settings, recent }: TimingFacts, now: Date): Timing {
  if (guarded && touched) {
    return { kind: 'wait', until: new Date(now.getTime() + GUARD_PAUSE_MS), reason: 'It waits while an incident touches the organization.' }
  }
  if (mailClass === 'critical') return { kind: 'now' }

  const cap = settings.weeklyCap ?? DEFAULT_WEEKLY_CAP
  const counted = recent.filter((at) => now.getTime() - at.getTime() < CAP_WINDOW_MS).sort((a, b) => b.getTime() - a.getTime())
  // There is room again when the last of the newest `cap` mails is a week old.
  const blocking = counted[cap - 1]
  if (blocking) {
    const full = `This person had ${cap === 1 ? 'one mail' : `${cap} mails`} in seven days, as many as they want`
    if (mailClass === 'marketing') return { kind: 'drop', reason: `${full}.` }
    return { kind: 'wait', until: new Date(blocking.getTime() + CAP_WINDOW_MS), reason: `${full}; it waits until there is room.` }
  }

  const { quietFromMinute: fromMinute, quietToMinute: toMinute, timeZone } = settings
  const until = fromMinute === null || toMinute === null ? null : quietUntil({ fromMinute, toMinute, timeZone }, now)
  if (until) return { kind: 'wait', until, reason: `It waits for the end of the person’s quiet hours, ${formatDateTime(until)}.` }
  return { kind: 'now' }
}
