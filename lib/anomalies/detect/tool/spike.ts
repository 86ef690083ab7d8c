import { HALF_HOUR, WINDOW } from './half-hours'
import { metricConfig } from './model'
import { tooMany } from './tail-test'

// Do calls fail many times as often as usual? At night a tool has few calls, and a test that asks for the
// same rarity at any hour finds no spike in them. This one asks how much likelier the last twenty minutes
// are if the usual rate has become eightfold than if it has not, and each tool has a limit of its own: the
// lowest that chance alone passes less often than allowed in a whole week. So the false alerts that are
// allowed are made where they buy most, in the hours with few calls; in the others nothing but a spike passes.

/** Windows that are looked at together. */
export const SPIKE_WINDOWS = 4
/** What the usual rate is multiplied by. */
const TIMES = 8
/** False alerts of a tool in a week that the limit allows. */
const CHANCES_A_WEEK = 0.015
/** Of the windows that pass by chance so many are the first: those after it share most of its calls. */
const FIRST = 0.45
/** The range of the limit and its steps, natural logarithms. */
const LEAST = 5
const MOST = 12
const STEP = 0.25
/** Means that differ by less than this (natural logarithm) are alike. */
const ALIKE = 0.05

/**
 * How much likelier (natural logarithm) so many errors are if the usual rate has become eightfold.
 * @param dispersion variance over mean, 1 or more: errors that come in bursts say less
 */
export function spikeEvidence(errors: number, expected: number, dispersion: number): number {
  return (errors * Math.log(TIMES) - (TIMES - 1) * expected) / dispersion
}

/**
 * The evidence from which it is a spike for a tool whose half hours of a week had so many calls.
 * @param calls of each half hour of the past week
 */
export function spikeLimit(calls: readonly number[], { rate, dispersion }: { rate: number; dispersion: number }): number {
  const share = (SPIKE_WINDOWS * WINDOW) / HALF_HOUR
  // Half hours in which about as many errors are expected count as one: there are 336, and the limit takes five tries.
  const expected = new Map<number, number>()
  for (const count of calls) {
    if (count < metricConfig.callsMin || rate === 0) continue
    const mean = Math.exp(Math.round(Math.log(count * share * rate) / ALIKE) * ALIKE)
    expected.set(mean, (expected.get(mean) ?? 0) + 1)
  }
  const allowed = CHANCES_A_WEEK / (FIRST * (HALF_HOUR / WINDOW))
  let [low, high] = [0, (MOST - LEAST) / STEP]
  while (low < high) {
    const middle = (low + high) >> 1
    if (chances(expected, LEAST + middle * STEP, dispersion) <= allowed) high = middle
    else low = middle + 1
  }
  return LEAST + low * STEP
}

/** How often twenty minutes pass the limit by chance: by the errors that are expected in them, so many times. */
function chances(expected: ReadonlyMap<number, number>, limit: number, dispersion: number): number {
  let sum = 0
  for (const [mean, times] of expected) {
    const errors = Math.max(metricConfig.errorsMin, Math.ceil((limit * dispersion + (TIMES - 1) * mean) / Math.log(TIMES)))
    sum += times * 10 ** -tooMany(errors, mean, dispersion)
  }
  return sum
}
