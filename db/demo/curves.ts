import { DAY, MINUTE } from '@/lib/time'
import type { Shape } from './catalogue/model'

// When people and their programs call: by local hour and weekday. Everything is in slots of five
// minutes, the width of the product's finest rollup.

export const SLOT = 5 * MINUTE
export const SLOTS_A_DAY = DAY / SLOT
const SLOTS_A_WEEK = 7 * SLOTS_A_DAY

// Relative traffic at each full local hour; the slots between two hours lie on the line between them.
const hours: Record<Shape, number[]> = {
  business: [6, 5, 5, 5, 6, 9, 18, 38, 72, 96, 104, 100, 82, 88, 102, 100, 90, 68, 44, 30, 22, 16, 11, 8],
  evening: [28, 18, 12, 9, 8, 10, 18, 30, 38, 42, 46, 52, 58, 54, 52, 54, 60, 70, 84, 100, 106, 98, 74, 46],
  steady: [82, 80, 79, 79, 80, 84, 90, 97, 104, 109, 112, 112, 110, 110, 112, 112, 110, 107, 103, 100, 97, 94, 90, 86],
  nightly: [80, 110, 130, 120, 90, 50, 25, 18, 16, 16, 16, 16, 18, 16, 16, 16, 18, 20, 22, 24, 28, 36, 46, 60],
}

// Monday to Sunday.
const weekdays: Record<Shape, number[]> = {
  business: [1.06, 1.12, 1.12, 1.09, 0.98, 0.34, 0.29],
  evening: [0.92, 0.92, 0.94, 0.97, 1.06, 1.13, 1.06],
  steady: [1.01, 1.02, 1.02, 1.02, 1.01, 0.96, 0.96],
  nightly: [0.9, 1.08, 1.08, 1.08, 1.08, 0.94, 0.84],
}

/** Relative traffic by slot of the local week, Monday 00:00 first; the mean is 1. */
function weekOf(shape: Shape): Float64Array {
  const week = new Float64Array(SLOTS_A_WEEK)
  const perHour = SLOTS_A_DAY / 24
  for (let slot = 0; slot < SLOTS_A_WEEK; slot++) {
    const hour = Math.floor(slot / perHour) % 24
    const between = (slot % perHour) / perHour
    const level = (hours[shape][hour] ?? 0) * (1 - between) + (hours[shape][(hour + 1) % 24] ?? 0) * between
    week[slot] = level * (weekdays[shape][Math.floor(slot / SLOTS_A_DAY)] ?? 0)
  }
  const mean = week.reduce((sum, level) => sum + level, 0) / SLOTS_A_WEEK
  return week.map((level) => level / mean)
}

const weeks: Record<Shape, Float64Array> = { business: weekOf('business'), evening: weekOf('evening'), steady: weekOf('steady'), nightly: weekOf('nightly') }

// Part of every audience lives elsewhere: no hour of the day is quite empty.
const ELSEWHERE = 0.12

/** Traffic of this slot relative to the tool's mean, by shape and the zone's offset from UTC in minutes. */
export function trafficAt(shape: Shape, slotMs: number, offsetMinutes: number): number {
  // 1 January 1970 was a Thursday, the fourth day of a week that begins on Monday.
  const slot = Math.floor((slotMs + 3 * DAY + offsetMinutes * MINUTE) / SLOT) % SLOTS_A_WEEK
  return ELSEWHERE + (1 - ELSEWHERE) * (weeks[shape][slot] ?? 0)
}

const zones = new Map<string, { days: Map<number, number>; format: Intl.DateTimeFormat }>()

/** The zone's offset from UTC in minutes on the day of this moment (asked once a day and zone: Intl is slow). */
export function zoneOffset(timeZone: string, atMs: number): number {
  const day = Math.floor(atMs / DAY)
  let zone = zones.get(timeZone)
  if (!zone) {
    zone = { days: new Map(), format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }) }
    zones.set(timeZone, zone)
  }
  let offset = zone.days.get(day)
  if (offset === undefined) {
    offset = offsetIn(zone.format, day * DAY + DAY / 2)
    zone.days.set(day, offset)
  }
  return offset
}

function offsetIn(format: Intl.DateTimeFormat, atMs: number): number {
  const name = format.formatToParts(atMs).find((part) => part.type === 'timeZoneName')
  const [, sign, hour, minute] = /GMT([+-])(\d+):(\d+)/.exec(name?.value ?? '') ?? []
  return sign ? (sign === '-' ? -1 : 1) * (Number(hour) * 60 + Number(minute)) : 0
}
