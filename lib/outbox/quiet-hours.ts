import { DAY, floorTo, MINUTE } from '@/lib/time'

/** A nightly stretch on a person's own clock, in minutes after midnight; the end may lie before the start. */
export interface QuietHours {
  fromMinute: number
  toMinute: number
  /** IANA name; an unknown zone counts as UTC. */
  timeZone: string
}

/**
 * The first moment at which the person's clock stands outside quiet hours; null when it does at `now`.
 * The clock on the wall decides: where it skips the end (daylight saving begins) they end with the
 * skip, and where it strikes an hour twice they hold both times.
 */
export function quietUntil(hours: QuietHours, now: Date): Date | null {
  const clock = clockOf(hours.timeZone)
  const quiet = (at: number) => isWithin(hours, clock(at))
  const start = now.getTime()
  if (!quiet(start)) return null
  // Whole minutes from here on: quiet hours begin and end on them.
  let silent = floorTo(now, MINUTE).getTime()
  let end = silent
  // The clock may be set back on the way, so that the end comes later than it looked; more than
  // twice a night no zone does that, and a second round that gains nothing ends it.
  while (quiet(end) && end < start + 2 * DAY) end += ((hours.toMinute - clock(end) + 1440) % 1440 || 1) * MINUTE
  // Or set forward: the first minute outside lies before the one that was reckoned.
  while (end - silent > MINUTE) {
    const middle = silent + Math.floor((end - silent) / (2 * MINUTE)) * MINUTE
    if (quiet(middle)) silent = middle
    else end = middle
  }
  return new Date(end)
}

function isWithin({ fromMinute, toMinute }: QuietHours, minute: number): boolean {
  // A stretch without length is none.
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Reads the minute after midnight off the clocks of a zone. */
function clockOf(timeZone: string): (at: number) => number {
  const format = formatOf(timeZone)
  return (at) => {
    let minute = 0
    for (const { type, value } of format.formatToParts(at)) {
      if (type === 'hour') minute += Number(value) * 60
      if (type === 'minute') minute += Number(value)
    }
    return minute
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
    try {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
    } catch {
      format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
    }
    formats.set(timeZone, format)
  }
  return format
}
