import { DAY, floorTo, MINUTE } from '@/lib/time'

/** A nightly stretch on a person's own clock, in minutes after midnight; the end may lie before the start. */
export interface QuietHours {
  fromMinute: number
  toMinute: number
  /** IANA name; an unknown zone counts as UTC. */
  timeZone: string
}

/** No zone sets its clocks but on a quarter of an hour: between two of them they just run. */
const STEADY = 15 * MINUTE

/**
 * The first moment at which the person's clock stands outside quiet hours; null when it does at `now`.
 * The clock on the wall decides: where it skips the end (daylight saving begins) they end with the
 * skip, and where it strikes an hour twice they hold both times.
 */
export function quietUntil(hours: QuietHours, now: Date): Date | null {
  const clock = clockOf(hours.timeZone)
  if (!isWithin(hours, clock(now.getTime()))) return null
  const first = floorTo(now, STEADY).getTime()
  // Around the clock at most, and an hour or so by which clocks may be set back.
  for (let start = first; start < first + 2 * DAY; start += STEADY) {
    const shown = clock(start)
    for (let at = Math.max(start, floorTo(now, MINUTE).getTime()); at < start + STEADY; at += MINUTE) {
      if (!isWithin(hours, (shown + (at - start) / MINUTE) % 1440)) return new Date(at)
    }
  }
  return null
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
