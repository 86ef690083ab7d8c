import { mergeSketches, sketchQuantile } from '@/lib/sketch'
import { MINUTE } from '@/lib/time'
import type { Aggregation } from '../metrics/model'
import type { LabSeries, LabValues, Part } from './model'

interface Windowing {
  aggregation: Aggregation
  windowMinutes: number
  /** Between two windows' ends; a multiple of the bucket. */
  stepMinutes: number
  /** Half-open: ends of windows after `from`, up to `to`. */
  from: Date
  to: Date
}

/** The value of every window of a series: null where its window holds nothing. */
export function valuesOf({ labels, name, parts }: LabSeries, { aggregation, windowMinutes, stepMinutes, from, to }: Windowing): LabValues {
  const points: LabValues['points'] = []
  let first = 0
  let next = 0
  for (let at = from.getTime() + stepMinutes * MINUTE; at <= to.getTime(); at += stepMinutes * MINUTE) {
    while (next < parts.length && (parts[next]?.at ?? 0) <= at) next++
    while (first < next && (parts[first]?.at ?? 0) <= at - windowMinutes * MINUTE) first++
    points.push({ at, value: first === next ? null : combine(parts.slice(first, next), aggregation, windowMinutes) })
  }
  return { labels, name, points }
}

/** What buckets come to over a window; null where that has no meaning, such as a share of nothing. */
export function combine(parts: readonly Part[], aggregation: Aggregation, windowMinutes: number): number | null {
  if (parts.length === 0) return null
  const total = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part), 0)
  switch (aggregation) {
    case 'sum':
      return total(({ sum }) => sum)
    case 'rate':
      return total(({ sum }) => sum) / windowMinutes
    case 'min':
      return parts.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY)
    case 'max':
      return parts.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY)
    case 'last':
      return parts.at(-1)?.sum ?? null
    case 'avg': {
      const denominator = total((part) => part.denominator)
      if (denominator > 0) return total((part) => part.numerator) / denominator
      const count = total((part) => part.count)
      return count > 0 ? total(({ sum }) => sum) / count : null
    }
    default:
      return sketchQuantile(mergeSketches(parts.flatMap(({ sketch }) => (sketch ? [sketch] : []))), Number(aggregation.slice(1)) / 100)
  }
}

/** Several series as one, bucket by bucket: what a rule that does not tell them apart sees. */
export function joinSeries(series: readonly LabSeries[], name: string): LabSeries {
  const byTime = new Map<number, Part>()
  for (const part of series.flatMap(({ parts }) => parts)) {
    const known = byTime.get(part.at)
    byTime.set(part.at, known ? joined(known, part) : part)
  }
  return { labels: {}, name, parts: [...byTime.values()].toSorted((a, b) => a.at - b.at) }
}

function joined(a: Part, b: Part): Part {
  return {
    at: a.at,
    sum: a.sum + b.sum,
    count: a.count + b.count,
    numerator: a.numerator + b.numerator,
    denominator: a.denominator + b.denominator,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    sketch: a.sketch && b.sketch ? mergeSketches([a.sketch, b.sketch]) : (a.sketch ?? b.sketch),
  }
}
