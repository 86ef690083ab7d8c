import type { Verdict } from '../model'
import { addBlock, type Blocks, distanceToNearest, distanceToSameTimeOfDay, emptyBlocks } from './nearest'
import { emptyStrength, type StrengthConfig, type StrengthState, strengthOf } from './strength'
import { emptyHistory, type History, quantile, rarityAbove, rarityBelow, remember } from './tail'
import { explain, type Signal } from './wording'

// The detector for any series of numbers. Six questions are asked of every value; each answer is put
// as "how rare is that in the history of this very series" (tail.ts), which makes them comparable and
// free of units, and together they are the strength of the evidence (strength.ts).

export interface SeriesConfig extends StrengthConfig {
  /** Strength from which a value is a candidate. */
  candidate: number
  /** Strength from which it is an anomaly; chosen on labelled series (docs/detection.md). */
  anomaly: number
}

export const seriesConfig: SeriesConfig = { candidate: 2.8, anomaly: 3.4, exponent: 3, persistence: 0.5, quiet: 100, growth: 0.1 }

/** Values that are remembered: 28 days of 5-minute windows. */
const MEMORY = 8064
/** The series speaks after so many values. */
const SILENT = 200
/** Lengths in values: an hour, half an hour; stretches of 4 h, 40 min and 6 h. */
const LEVEL = 12
const SPREAD = 6
const BLOCK = 6
const SHAPE_BLOCKS = 8
const STEP = 2
const COURSE_STEPS = 4
const DAILY_BLOCKS = 12
/** The course of 40 min is looked for in the last week, everything else in the whole memory. */
const COURSE_MEMORY = 2016
/** A distance to the nearest is a distance to something when there are so many to choose from. */
const CANDIDATES_MIN = 10
/** Values before the scale of the series is taken for known. */
const SCALE_KNOWN = 20

/** Plain data; made by emptySeries, changed by observeSeries only. */
export interface SeriesState {
  count: number
  /** The latest values, and the same bent to the scale of the series (below), oldest first. */
  recent: number[]
  bent: number[]
  /** Mean absolute deviation from the median, smoothed over the memory. */
  deviation: number
  histories: Record<Signal, History>
  /** Half-hour means of the values, half-hour and ten-minute means of the bent values. */
  daily: Blocks
  shape: Blocks
  course: Blocks
  strength: StrengthState
}

export interface SeriesVerdict extends Verdict {
  /** 0 (nothing special) upwards; from 3.4 on an anomaly. */
  strength: number
  /** False while an event goes on that was at least as strong before: it has been told. */
  news: boolean
  /** How rare each answer is, -log10 of the chance. */
  rarities: Record<Signal, number>
}

export function emptySeries(): SeriesState {
  return {
    count: 0,
    recent: [],
    bent: [],
    deviation: 0,
    histories: {
      value: emptyHistory(),
      level: emptyHistory(),
      spread: emptyHistory(),
      shape: emptyHistory(),
      course: emptyHistory(),
      daily: emptyHistory(),
    },
    daily: emptyBlocks(),
    shape: emptyBlocks(),
    course: emptyBlocks(),
    strength: emptyStrength(),
  }
}

/**
 * Judges the next value of a series and moves the state on by it.
 * @param state changed in place; of this series only
 * @param point.at when its window ended, ms; not before the one before
 * @param point.value any finite number
 * @throws RangeError when the value is not finite
 */
export function observeSeries(state: SeriesState, { at, value }: { at: number; value: number }, config: SeriesConfig = seriesConfig): SeriesVerdict {
  if (!Number.isFinite(value)) throw new RangeError('a series takes finite numbers')
  const { histories } = state
  const median = state.count === 0 ? value : quantile(histories.value, 0.5)
  const scale = updateScale(state, value, median)
  const expected = { low: quantile(histories.value, 0.01), high: quantile(histories.value, 0.99) }
  push(state.recent, value, BLOCK * DAILY_BLOCKS)
  push(state.bent, state.count < SCALE_KNOWN || scale === 0 ? 0 : Math.asinh((value - median) / scale), BLOCK * SHAPE_BLOCKS)
  state.count++
  const rarities = ask(state, at, value)
  keepBlocks(state, at)
  const verdict = { observed: value, expected, z: scale === 0 ? null : (value - median) / scale, rarities, ...strengthOf(state.strength, rarities, config) }
  if (state.count < SILENT) return { ...verdict, outcome: 'insufficient', reason: `${state.count} values so far; judged from ${SILENT} on.` }
  if (verdict.strength < config.candidate) return { ...verdict, outcome: 'none', reason: 'As usual.' }
  return { ...verdict, outcome: verdict.strength < config.anomaly ? 'candidate' : 'anomaly', reason: explain(rarities, verdict) }
}

/** The width of the usual: the larger of the middle 80 % (as a standard deviation) and a fifth of the mean deviation, which spikes widen. */
function updateScale(state: SeriesState, value: number, median: number): number {
  const { value: history } = state.histories
  state.deviation += (Math.abs(value - median) - state.deviation) / Math.min(state.count + 1, MEMORY)
  return Math.max((quantile(history, 0.9) - quantile(history, 0.1)) / 2.56, 0.2 * state.deviation)
}

/** How rare is the answer to each question; learns the answers. */
function ask({ histories, recent, bent, shape, course, daily }: SeriesState, at: number, value: number): Record<Signal, number> {
  const full = bent.length >= BLOCK * SHAPE_BLOCKS
  const whole = recent.length >= BLOCK * DAILY_BLOCKS
  return {
    // Is the value itself far out?
    value: eitherSide(histories.value, value),
    // Has the last hour been high or low as a whole? Bent, so that one spike does not make an hour.
    level: bent.length < LEVEL ? 0 : eitherSide(histories.level, mean(bent, LEVEL)),
    // Does it swing more than usual?
    spread: recent.length < SPREAD ? 0 : upper(histories.spread, deviationOf(recent, SPREAD)),
    // Have the last 4 hours, or 40 minutes, looked like this ever before?
    shape: full ? upper(histories.shape, distanceToNearest(blocks(bent, BLOCK, SHAPE_BLOCKS), shape, { apart: 2 * SHAPE_BLOCKS, min: CANDIDATES_MIN })) : 0,
    course: full ? upper(histories.course, distanceToNearest(blocks(bent, STEP, COURSE_STEPS), course, { apart: 2 * COURSE_STEPS, min: CANDIDATES_MIN })) : 0,
    // Have the last 6 hours looked like this at this time of any other day?
    daily: whole ? upper(histories.daily, distanceToSameTimeOfDay(blocks(recent, BLOCK, DAILY_BLOCKS), daily, at)) : 0,
  }
}

function keepBlocks(state: SeriesState, at: number): void {
  if (state.count % STEP === 0) addBlock(state.course, mean(state.bent, STEP), null, COURSE_MEMORY / STEP)
  if (state.count % BLOCK !== 0) return
  addBlock(state.shape, mean(state.bent, BLOCK), null, MEMORY / BLOCK)
  addBlock(state.daily, mean(state.recent, BLOCK), at, MEMORY / BLOCK)
}

function eitherSide(history: History, value: number): number {
  const rarity = Math.max(rarityAbove(history, value), rarityBelow(history, value))
  remember(history, value, MEMORY)
  return rarity
}

function upper(history: History, value: number | null): number {
  if (value === null) return 0
  const rarity = rarityAbove(history, value)
  remember(history, value, MEMORY)
  return rarity
}

function push(values: number[], value: number, max: number): void {
  values.push(value)
  if (values.length > max) values.shift()
}

/** Mean of the last so many values. */
function mean(values: readonly number[], count: number): number {
  let sum = 0
  for (let i = values.length - count; i < values.length; i++) sum += values[i] as number
  return sum / count
}

/** Standard deviation of the last so many values. */
function deviationOf(values: readonly number[], count: number): number {
  const middle = mean(values, count)
  let sum = 0
  for (let i = values.length - count; i < values.length; i++) sum += ((values[i] as number) - middle) ** 2
  return Math.sqrt(sum / count)
}

/** Means of the last `count` blocks of `size` values, oldest first. */
function blocks(values: readonly number[], size: number, count: number): number[] {
  const means: number[] = []
  for (let start = values.length - size * count; start < values.length; start += size) {
    let sum = 0
    for (let i = start; i < start + size; i++) sum += values[i] as number
    means.push(sum / size)
  }
  return means
}
