import { DAY, MINUTE } from '@/lib/time'

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/

/**
 * The moment at which the clocks of a zone show this day and time ("2026-03-01T14:30", as date and time
 * fields send it). Where they show it twice (they are set back), the first; null where they skip it, or
 * where it is none.
 * @param zone IANA name, known to this runtime
 */
export function momentOf(written: string, zone: string): Date | null {
  const shown = wallOf(written)
  if (shown === null) return null
  // A zone is at most 14 hours from UTC, and an offset that holds a day before or after holds here or not at all.
  const candidates = [shown - DAY, shown + DAY].map((near) => shown - (wallAt(near, zone) - near))
  const found = candidates.filter((at) => wallAt(at, zone) === shown)
  return found.length === 0 ? null : new Date(Math.min(...found))
}

/** A moment as the clocks of a zone show it, for the value of a date and time field. */
export function writtenIn(at: Date, zone: string): string {
  return new Date(wallAt(at.getTime(), zone)).toISOString().slice(0, 16)
}

function wallOf(written: string): number | null {
  const found = WRITTEN.exec(written)
  if (!found) return null
  const at = Date.parse(`${written}:00Z`)
  // 30 February is no day, though it may be read as one in March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 16) !== written ? null : at
}

/** What the clocks show at a moment, to the minute, as if it were UTC. */
function wallAt(at: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value)
  return Math.floor(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) / MINUTE) * MINUTE
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    const digits = '2-digit' as const
    format = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: digits, day: digits, hour: digits, minute: digits, hourCycle: 'h23', timeZone })
    formats.set(timeZone, format)
  }
  return format
}
