import { DAY, HOUR } from '@/lib/time'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds by which the zone's clocks are ahead of UTC at the moment. */
function offsetOf(at: number, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0)
  return local - Math.floor(at / 1000) * 1000
}

/**
 * Moments for the labels of a time axis: local midnights of the zone, or full local hours when the
 * range is two days or less; also across a change of the clocks.
 * @param most the largest number of labels that has room
 */
export function timeTicks(from: number, to: number, zone: string, most = 8): number[] {
  const range = to - from
  if (range <= 0) return [from]
  const steps = range <= 2 * DAY ? [1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR) : [1, 2, 3, 4, 7, 14, 28, 56, 112, 364].map((days) => days * DAY)
  const step = steps.find((candidate) => range / candidate <= most) ?? steps.at(-1) ?? DAY
  const ticks: number[] = []
  // Walks the local clock, so that each step lands on a local midnight or hour whatever DST does between.
  const start = Math.ceil((from + offsetOf(from, zone)) / step) * step
  for (let local = start; ticks.length < 64; local += step) {
    const guess = local - offsetOf(from, zone)
    const at = local - offsetOf(guess, zone)
    if (at > to) break
    if (at >= from) ticks.push(at)
  }
  return ticks
}
