import type { AnomalyMetric } from '@/lib/anomalies/model'
import { DAY, MINUTE } from '@/lib/time'
import { isWeekend } from '../z-score'
import type { Pooled, ToolWindow } from './model'

// What is usual at this time of day? Half hours of the past 28 days, kept by time of day (slot): an
// amount and what it is divided by (errors by calls, calls by windows), so that what is pooled weighs
// what it should. A slot is a flat list of numbers, which is how it is stored, too.

export const WINDOW = 5 * MINUTE
export const HALF_HOUR = 30 * MINUTE
/** Half hours of a day. */
export const SLOTS = DAY / HALF_HOUR
const DAYS = 28
/** Two more than are looked at: so far back can be judged again as if the days after had not been. */
const KEPT = DAYS + 2

/** Of each half hour: the day it ended on (days since 1970), windows, calls, rated, errors, latency times calls, calls with latency, revenue. */
const FIELDS = 8
const [DAY_OF, WINDOWS, CALLS, RATED, ERRORS, LATENCY, LATENCY_CALLS, REVENUE] = [0, 1, 2, 3, 4, 5, 6, 7] as const

/** A tool's half hours at one time of day; made by emptySlot, changed by keepHalfHour. */
export type Slot = Float32Array

/** A metric's amount and weight among the fields. */
const fieldsOf: Record<AnomalyMetric, readonly [amount: number, weight: number]> = {
  error_rate: [ERRORS, RATED],
  latency: [LATENCY, LATENCY_CALLS],
  invocations: [CALLS, WINDOWS],
  revenue: [REVENUE, WINDOWS],
}

/** The usual level (amount by weight) at a time of day: median and a robust standard deviation of `samples` days. */
export interface Usual {
  level: number
  deviation: number
  samples: number
}

/** From so many days of the same class on, weekday or weekend, these alone say what is usual. */
const CLASS_SAMPLES_MIN = 2
/** A normal distribution's standard deviation in median absolute deviations. */
const MAD_TO_SD = 1.4826

export function emptySlot(): Slot {
  return new Float32Array(KEPT * FIELDS)
}

/** @param bytes what slotBytes made; other lengths are taken for an empty slot */
export function slotOf(bytes: Uint8Array): Slot {
  if (bytes.byteLength !== KEPT * FIELDS * 4) return emptySlot()
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

export function slotBytes(slot: Slot): Buffer {
  return Buffer.from(slot.buffer, slot.byteOffset, slot.byteLength)
}

/** The slot of the half hour that ends then, or in which the moment lies. */
export function slotAt(at: number): number {
  return ((Math.ceil(at / HALF_HOUR) % SLOTS) + SLOTS) % SLOTS
}

/** Keeps the half hour that ended at `end`; again with other windows is the same as with these alone. */
export function keepHalfHour(slot: Slot, end: number, windows: readonly ToolWindow[]): void {
  const start = (dayOf(end) % KEPT) * FIELDS
  slot.fill(0, start, start + FIELDS)
  slot[start + DAY_OF] = dayOf(end)
  for (const window of windows) {
    add(slot, start + WINDOWS, 1)
    add(slot, start + CALLS, window.calls)
    add(slot, start + RATED, window.rated)
    add(slot, start + ERRORS, window.errors)
    add(slot, start + LATENCY, (window.latencyMs ?? 0) * window.latencyCalls)
    add(slot, start + LATENCY_CALLS, window.latencyMs === null ? 0 : window.latencyCalls)
    add(slot, start + REVENUE, window.revenueMicros)
  }
}

/** What the windows are together for this metric. */
export function pool(metric: AnomalyMetric, windows: readonly ToolWindow[]): Pooled {
  const sum = { amount: 0, weight: 0, calls: 0 }
  for (const window of windows) {
    sum.calls += metric === 'error_rate' ? window.rated : metric === 'latency' ? window.latencyCalls : window.calls
    if (metric === 'error_rate') {
      sum.amount += window.errors
      sum.weight += window.rated
    } else if (metric === 'latency') {
      if (window.latencyMs === null) continue
      sum.amount += window.latencyMs * window.latencyCalls
      sum.weight += window.latencyCalls
    } else {
      sum.amount += metric === 'invocations' ? window.calls : window.revenueMicros
      sum.weight += 1
    }
  }
  return sum
}

/**
 * What is usual in the half hour that ends at `at`, from the same half hour of the past 28 days. The level
 * is the median of days of the same class; the deviation is taken from both classes, each around its own
 * median, because eight weekend days alone say little about it. Across midnight both half hours are asked
 * for by themselves, as the one may be of a weekday and the other of a weekend. Null without any day.
 * @param slots the slot of the half hour in which `at` lies, and the one before it
 * @param known only half hours that ended in it count, ms
 */
export function usualAt(
  slots: { here: Slot | undefined; before: Slot | undefined },
  metric: AnomalyMetric,
  at: number,
  known: { from: number; to: number },
): Usual | null {
  const end = Math.ceil(at / HALF_HOUR) * HALF_HOUR
  if (at < end && (end - HALF_HOUR) % DAY === 0) return usualAcrossMidnight(slots, metric, at, known)
  const weekend = isOnWeekend(at)
  const same: number[] = []
  const other: number[] = []
  for (let days = 1; days <= DAYS; days++) {
    const then = at - days * DAY
    if (then < known.from || then > known.to) continue
    const level = levelAt(slots, metric, then)
    if (level !== null) (isOnWeekend(then) === weekend ? same : other).push(level)
  }
  if (same.length + other.length === 0) return null
  const enough = same.length >= CLASS_SAMPLES_MIN
  const level = enough ? median(same) : median([...same, ...other])
  const otherLevel = enough && other.length > 0 ? median(other) : level
  const distances: number[] = []
  for (const value of same) distances.push(Math.abs(value - level))
  for (const value of other) distances.push(Math.abs(value - otherLevel))
  return { level, deviation: MAD_TO_SD * median(distances), samples: distances.length }
}

function usualAcrossMidnight(
  slots: { here: Slot | undefined; before: Slot | undefined },
  metric: AnomalyMetric,
  at: number,
  known: { from: number; to: number },
) {
  const midnight = Math.floor(at / DAY) * DAY
  const after = usualAt({ here: slots.here, before: undefined }, metric, midnight + HALF_HOUR, known)
  const before = usualAt({ here: slots.before, before: undefined }, metric, midnight, known)
  if (!after || !before) return after ?? before
  const share = (at - midnight) / HALF_HOUR
  const blend = (key: keyof Usual) => share * after[key] + (1 - share) * before[key]
  return { level: blend('level'), deviation: blend('deviation'), samples: Math.min(after.samples, before.samples) }
}

/** Whether what ended then was of a weekend: midnight ends a day. */
export function isOnWeekend(end: number): boolean {
  return isWeekend(dayOf(end - 1))
}

/** A kept half hour of the 28 days before `now`. */
export interface KeptHalfHour extends Pooled {
  end: number
}

/** The half hours of a slot that ended within the 28 days up to `now` and are known, for this metric; in no order. */
export function keptHalfHours(slot: Slot, index: number, metric: AnomalyMetric, { from, now }: { from: number; now: number }): KeptHalfHour[] {
  const [amount, weight] = fieldsOf[metric]
  const kept: KeptHalfHour[] = []
  for (let start = 0; start < slot.length; start += FIELDS) {
    const end = (slot[start + DAY_OF] as number) * DAY + index * HALF_HOUR
    if (slot[start + WINDOWS] === 0 || end > now || end <= now - DAYS * DAY || end < from) continue
    kept.push({ end, amount: slot[start + amount] as number, weight: slot[start + weight] as number, calls: slot[start + CALLS] as number })
  }
  return kept
}

/** The level of the half hour that ends at `at`, between the two kept ones that it overlaps; null where one is not kept or nothing weighs. */
function levelAt({ here, before }: { here: Slot | undefined; before: Slot | undefined }, metric: AnomalyMetric, at: number): number | null {
  const end = Math.ceil(at / HALF_HOUR) * HALF_HOUR
  const share = (end - at) / HALF_HOUR
  const next = startOf(here, end)
  const last = share === 0 ? next : startOf(before, end - HALF_HOUR)
  if (!here || next < 0 || last < 0) return null
  const [amountField, weightField] = fieldsOf[metric]
  let amount = here[next + amountField] as number
  let weight = here[next + weightField] as number
  if (share > 0 && before) {
    amount = (1 - share) * amount + share * (before[last + amountField] as number)
    weight = (1 - share) * weight + share * (before[last + weightField] as number)
  }
  return weight > 0 ? amount / weight : null
}

/** Where the half hour that ended then is kept; -1 where it is not. */
function startOf(slot: Slot | undefined, end: number): number {
  const start = (dayOf(end) % KEPT) * FIELDS
  return slot && slot[start + DAY_OF] === dayOf(end) && (slot[start + WINDOWS] as number) > 0 ? start : -1
}

/** Of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = sort(values)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** A sorted copy. Of a month's days one by one: it is asked for dozens of times a window. */
function sort(values: readonly number[]): ArrayLike<number> {
  if (values.length > 2 * KEPT) return Float64Array.from(values).sort()
  const sorted = [...values]
  for (let i = 1; i < sorted.length; i++) {
    const value = sorted[i] as number
    let at = i
    for (; at > 0 && (sorted[at - 1] as number) > value; at--) sorted[at] = sorted[at - 1] as number
    sorted[at] = value
  }
  return sorted
}

function add(slot: Slot, field: number, amount: number): void {
  slot[field] = (slot[field] as number) + amount
}

function dayOf(at: number): number {
  return Math.floor(at / DAY)
}
