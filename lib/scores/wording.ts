import { formatChange, formatCount, formatMs, formatPercent, formatScore } from '@/lib/format'
import { type Evaluation, jointGain, listActions } from './evaluate'
import type { Threshold, Unit } from './model'
import { type Band, type Metric, type Reading, roundTenth } from './scorecard'

// Scores in sentences. The figures are those of the evaluation; nothing is computed here but sums.

/** A value with its unit: "0.8 %", "340 ms", "yes", "4.62 stars", "120". */
export function valueLabel(value: number, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return formatPercent(value)
    case 'change':
      return formatChange(value)
    case 'milliseconds':
      return formatMs(value)
    case 'yes_no':
      return value >= 1 ? 'yes' : 'no'
    case 'stars':
      return `${value.toFixed(2)} stars`
    case 'count':
      return formatCount(value)
    case 'days':
      return Math.floor(value) === 1 ? '1 day' : `${formatCount(Math.floor(value))} days`
  }
}

/** The steps of a metric's scale in words, best first, with the one that the reading stands on. */
export function thresholdsOf<I>(metric: Metric<I>, reading: Reading): Threshold[] {
  const { scale, unit } = metric
  if (scale.kind === 'share') {
    return [
      { label: 'all', points: scale.at1, reached: false },
      { label: 'none', points: scale.at0, reached: false },
    ]
  }
  const steps = [...scale.bands.map((band) => ({ label: bandLabel(band, unit), points: band.points }))]
  const last = scale.bands[scale.bands.length - 1] ?? scale.bands[0]
  steps.push({ label: restLabel(last, unit), points: scale.otherwise })
  return steps.map((step) => ({ ...step, reached: reading.points === step.points }))
}

/** How the total came to be, for a reader in a hurry: what it is, and what cost the most. */
export function whyOf<I>(evaluation: Evaluation<I>): string {
  const { total, cappedAt, uncapped } = evaluation
  if (total === null) return `New: too little is measured yet to score. ${emptyDimensions(evaluation)}`
  if (cappedAt !== null) return `${formatScore(total)}: ${capReasonOf(evaluation) ?? ''} Without that it would be ${formatScore(uncapped)}.`
  const costly = listActions(evaluation)
    .filter((action) => (action.gain ?? 0) > 0)
    .sort((a, b) => (b.gain ?? 0) - (a.gain ?? 0))
    .slice(0, 2)
  if (costly.length === 0) return `${formatScore(total)}: everything that applies is at its best.`
  const lost = jointGain(evaluation, costly)
  const missing = roundTenth(100 - total)
  const blames = costly.map(({ metric, inputs, reading, part }) => `${metric.blame(inputs, reading.value ?? 0)}${part === null ? '' : ' in one tool'}`)
  const amount = lost >= missing ? `${formatScore(missing)} points are` : `${formatScore(lost)} of ${formatScore(missing)} missing points are`
  return `${formatScore(total)}: ${amount} lost to ${blames.join(' and ')}.`
}

/** What the cap rests on, in one sentence; null when nothing caps. */
export function capReasonOf<I>({ card, sheet, cappedAt }: Evaluation<I>): string | null {
  if (cappedAt === null) return null
  for (const [d, dimension] of card.dimensions.entries()) {
    for (const [m, metric] of dimension.metrics.entries()) {
      const reading = sheet.whole[d]?.[m]
      const cap = metric.caps?.find((candidate) => candidate.total === cappedAt)
      if (!cap || !reading || reading.cap !== cappedAt || reading.value === null) continue
      const rule = `over ${valueLabel(cap.above, metric.unit)} on at least ${formatCount(cap.volume)} the total is held at ${formatScore(cap.total)}`
      return `${metric.title} ${valueLabel(reading.value, metric.unit)} on ${formatCount(reading.volume)} ${metric.rateOver ?? ''}: ${rule}.`
    }
  }
  return null
}

/** How a dimension's points follow from its metrics, with the figures. */
export function dimensionArithmetic<I>({ card, dimensions }: Evaluation<I>, d: number, partName: (id: string) => string): string {
  const dimension = card.dimensions[d]
  const score = dimensions[d]
  if (!dimension || !score || score.points === null) return 'None of its metrics applies, so it is left out of the total.'
  const { applicablePoints, applicableMax, allParts, worst, max } = score
  const sum = `${formatScore(applicablePoints)} of ${formatScore(applicableMax)} applicable points`
  const all =
    dimension.combine === 'average'
      ? `average of the metrics that apply: ${formatScore(allParts)}`
      : applicableMax === max
        ? `sum of the metrics: ${formatScore(allParts)}`
        : `${sum}, scaled to ${max}: ${formatScore(allParts)}`
  if (!worst || !dimension.worst) return `${capital(all)}.`
  const share = dimension.worst.share
  const mix = `${formatPercent(1 - share, 0)} of it and ${formatPercent(share, 0)} of ${partName(worst.id)} (${formatScore(worst.points)}), which has the fewest points`
  return `${capital(all)}; counted are ${mix}: ${formatScore(score.points)}.`
}

/** How the total follows from the dimensions, where it is more than their sum; else null. */
export function totalArithmetic<I>({ card, dimensions, uncapped, cappedAt, state }: Evaluation<I>): string | null {
  if (state === 'new') return null
  const left = card.dimensions.filter((dimension, d) => !dimension.bonus && dimensions[d]?.points === null).map((dimension) => dimension.title)
  const counted = dimensions.filter((score, d) => score.points !== null && !card.dimensions[d]?.bonus)
  const points = roundTenth(counted.reduce((sum, score) => sum + (score.points ?? 0), 0))
  const max = counted.reduce((sum, score) => sum + score.max, 0)
  const sentences = [
    ...(left.length > 0
      ? [
          `${left.join(' and ')} ${left.length === 1 ? 'has' : 'have'} no data and ${left.length === 1 ? 'is' : 'are'} left out: ${formatScore(points)} of ${max} points, scaled to 100, are ${formatScore(uncapped)}.`,
        ]
      : []),
    ...(cappedAt !== null ? [`The dimensions give ${formatScore(uncapped)}; the reliability cap holds the total at ${formatScore(cappedAt)}.`] : []),
  ]
  return sentences.length > 0 ? sentences.join(' ') : null
}

function emptyDimensions<I>({ card, sheet }: Evaluation<I>): string {
  const empty = card.dimensions
    .filter((dimension, d) => dimension.metrics.every((metric, m) => metric.kind === 'setting' || (sheet.whole[d]?.[m]?.points ?? null) === null))
    .filter((dimension) => dimension.metrics.some((metric) => metric.kind === 'measured'))
    .map((dimension) => dimension.title)
  return `Nothing yet in: ${empty.join(', ')}.`
}

const comparisons: Record<Band['when'], (limit: string) => string> = {
  '<': (limit) => `under ${limit}`,
  '<=': (limit) => `up to ${limit}`,
  '>': (limit) => `over ${limit}`,
  '>=': (limit) => `${limit} or more`,
}
const opposite: Record<Band['when'], Band['when']> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }

function bandLabel(band: Band, unit: Unit): string {
  if (unit === 'yes_no') return 'yes'
  return comparisons[band.when](valueLabel(band.limit, unit))
}

function restLabel(last: Band, unit: Unit): string {
  if (unit === 'yes_no') return 'no'
  return comparisons[opposite[last.when]](valueLabel(last.limit, unit))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
