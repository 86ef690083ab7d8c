import { type Grade, grades, type Light } from './model'
import { type Dimension, maxPoints, type Part, type Reading, roundTenth, type Scorecard, type Sheet } from './scorecard'

// Readings to a total. Everything that is shown is rounded half up to 0.1 where it arises (points of
// a metric, a dimension of all parts, the worst part, the mix of both), and the next step starts from
// the rounded figure. So the figures on a page add up to its total exactly, and what a fix is
// promised to bring is exactly what the next calculation brings.

export interface DimensionScore {
  id: string
  max: number
  /** Null when none of its metrics applies. */
  points: number | null
  /** Before the worst part was mixed in. */
  allParts: number | null
  /** Set where the worst part lowered the dimension. */
  worst: { id: string; points: number } | null
  /** What the dimension was scaled from. */
  applicablePoints: number
  applicableMax: number
  light: Light | null
}

export interface Composition {
  dimensions: DimensionScore[]
  /** 0-100 in steps of 0.1; null while new. */
  total: number | null
  /** Before the cap; null when no metric at all applies. Also while new. */
  uncapped: number | null
  /** After the cap, also while new: what comparisons are made with. */
  worth: number | null
  cappedAt: number | null
  state: 'new' | 'scored'
  grade: Grade | null
  light: Light | null
}

const gradeFloors: Record<Exclude<Grade, 'F'>, number> = { 'A+': 95, A: 90, 'A-': 85, 'B+': 80, B: 75, 'B-': 70, 'C+': 65, C: 60, 'C-': 55, D: 40 }

/** The letter of a total of 0 to 100. */
export function gradeOf(total: number): Grade {
  return grades.find((grade) => grade !== 'F' && total >= gradeFloors[grade]) ?? 'F'
}

/** Traffic light by percentage: good from 80 %, warning from 60 %. */
export function lightOf(points: number, max: number): Light {
  const percent = (points * 100) / max + 1e-9
  return percent >= 80 ? 'good' : percent >= 60 ? 'warning' : 'critical'
}

/**
 * What a sheet of readings is worth. Dimensions whose readings are the same arrays as in `known` are
 * taken from there: scoring again with one metric changed costs one dimension, not all.
 */
export function compose<I>(card: Scorecard<I>, sheet: Sheet, known?: { sheet: Sheet; dimensions: readonly DimensionScore[] }): Composition {
  const dimensions = card.dimensions.map((dimension, d) => {
    const same = known && known.sheet.whole[d] === sheet.whole[d] && known.sheet.parts[d] === sheet.parts[d]
    return (same ? known.dimensions[d] : undefined) ?? scoreDimension(dimension, sheet.whole[d] ?? [], sheet.parts[d] ?? [])
  })
  return { dimensions, ...totalOf(card, sheet, dimensions) }
}

/** A copy of the sheet with one metric at its best, for the whole and for every part that it applies to. */
export function atBest<I>(card: Scorecard<I>, sheet: Sheet, d: number, m: number): Sheet {
  const metric = card.dimensions[d]?.metrics[m]
  if (!metric) throw new RangeError(`scorecard ${card.id} has no metric ${d}/${m}`)
  const best = (readings: readonly Reading[]) =>
    readings.map((reading, i) => (i === m && reading.points !== null ? { ...reading, points: maxPoints(metric.scale), cap: null } : reading))
  return {
    whole: sheet.whole.map((readings, i) => (i === d ? best(readings) : readings)),
    parts: sheet.parts.map((parts, i) => (i === d ? parts.map((part) => ({ id: part.id, readings: best(part.readings) })) : parts)),
  }
}

function scoreDimension<I>(dimension: Dimension<I>, readings: readonly Reading[], parts: readonly Part[]): DimensionScore {
  const all = combine(dimension, readings)
  const worst = worstPart(dimension, parts)
  const counts = worst !== null && all.points !== null && worst.points < all.points
  const share = dimension.worst?.share ?? 0
  const points = counts ? roundTenth((all.points ?? 0) * (1 - share) + worst.points * share) : all.points
  return {
    id: dimension.id,
    max: dimension.max,
    points,
    allParts: all.points,
    worst: counts ? worst : null,
    applicablePoints: all.applicablePoints,
    applicableMax: all.applicableMax,
    light: points === null ? null : lightOf(points, dimension.max),
  }
}

function totalOf<I>(card: Scorecard<I>, sheet: Sheet, dimensions: readonly DimensionScore[]): Omit<Composition, 'dimensions'> {
  let points = 0
  let bonus = 0
  let max = 0
  let fullMax = 0
  let withoutData = 0
  let cap: number | null = null
  for (const [d, dimension] of card.dimensions.entries()) {
    const readings = sheet.whole[d] ?? []
    for (const reading of readings) if (reading.cap !== null && (cap === null || reading.cap < cap)) cap = reading.cap
    const scored = dimensions[d]?.points ?? null
    if (dimension.bonus) {
      bonus += scored ?? 0
      continue
    }
    fullMax += dimension.max
    if (!hasData(dimension, readings)) withoutData++
    if (scored === null) continue
    points += scored
    max += dimension.max
  }
  // A dimension without any applicable metric is left out like a metric: the others are scaled up.
  const uncapped = max === 0 ? null : Math.min(100, roundTenth((max === fullMax ? points : (points * fullMax) / max) + bonus))
  const held = cap !== null && uncapped !== null && cap < uncapped
  const worth = held ? cap : uncapped
  if (worth === null || withoutData >= card.newFrom) return { total: null, uncapped, worth, cappedAt: null, state: 'new', grade: null, light: null }
  return { total: worth, uncapped, worth, cappedAt: held ? cap : null, state: 'scored', grade: gradeOf(worth), light: lightOf(worth, 100) }
}

/**
 * Settings alone are no data: whoever has published a tool an hour ago has settings too. A dimension
 * made of settings only has data as soon as one applies.
 */
function hasData<I>(dimension: Dimension<I>, readings: readonly Reading[]): boolean {
  const onlySettings = dimension.metrics.every((metric) => metric.kind === 'setting')
  return dimension.metrics.some((metric, m) => (onlySettings || metric.kind === 'measured') && (readings[m]?.points ?? null) !== null)
}

/** The points of one set of readings, scaled to the dimension's maximum over the metrics that apply. */
function combine<I>(dimension: Dimension<I>, readings: readonly Reading[]): { points: number | null; applicablePoints: number; applicableMax: number } {
  let ratios = 0
  let applicable = 0
  let points = 0
  let max = 0
  for (const [m, metric] of dimension.metrics.entries()) {
    const reading = readings[m]
    if (!reading || reading.points === null) continue
    const best = maxPoints(metric.scale)
    ratios += reading.points / best
    applicable++
    points += reading.points
    max += best
  }
  if (applicable === 0) return { points: null, applicablePoints: 0, applicableMax: 0 }
  const ratio = dimension.combine === 'average' ? ratios / applicable : points / max
  return { points: roundTenth(dimension.max * ratio), applicablePoints: roundTenth(points), applicableMax: max }
}

/** The part with the fewest points; ties go to the smaller id, so that a rerun agrees. */
function worstPart<I>(dimension: Dimension<I>, parts: readonly Part[]): { id: string; points: number } | null {
  let worst: { id: string; points: number } | null = null
  for (const part of parts) {
    const { points } = combine(dimension, part.readings)
    if (points === null) continue
    if (worst === null || points < worst.points || (points === worst.points && part.id < worst.id)) worst = { id: part.id, points }
  }
  return worst
}
