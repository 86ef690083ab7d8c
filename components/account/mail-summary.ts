import { formatCount } from '@/lib/format'
import { clockText } from '@/lib/outbox/choices'
import { DEFAULT_WEEKLY_CAP, type MailSettings } from '@/lib/outbox/model'

interface Choices {
  off: string[]
  settings: MailSettings
  /** Mails that counted in the last seven days. */
  recent: Date[]
}

/** A person's mails in a sentence. */
export function mailTitle({ off }: Choices): string {
  if (off.length === 0) return 'You get every kind of mail'
  return off.length === 1 ? 'One kind of mail is off' : `${formatCount(off.length)} kinds of mail are off`
}

/** When they come, and how many came. */
export function mailNote({ settings, recent }: Choices): string {
  const { quietFromMinute, quietToMinute, timeZone, weeklyCap } = settings
  const cap = weeklyCap ?? DEFAULT_WEEKLY_CAP
  const hours = quietFromMinute === null ? 'They come at any hour.' : `Quiet from ${clockText(quietFromMinute)} to ${clockText(quietToMinute)}, ${timeZone}.`
  return `${hours} In the last seven days you had ${formatCount(recent.length)} of at most ${formatCount(cap)}.`
}
