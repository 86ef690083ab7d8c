import { type Peaks, standsOut } from './peaks'
import { SIGNALS, type Signal } from './wording'

// From six rarities to one number, and from that to news. One very rare answer is enough, several
// rather rare ones add up (a norm of the rarities), and what has been odd for an hour counts for more
// than what has been odd once.

export interface StrengthConfig {
  /** Of the norm: 1 adds the rarities, the larger the more only the rarest counts. */
  exponent: number
  /** Weight of the last hour's mean beside the present value's 1. */
  persistence: number
  /** Within so many values an event counts once, unless it grows by more than `growth`. */
  quiet: number
  growth: number
}

/** Plain data: the number of values, the norms of the last hour, and the peaks since. */
export interface StrengthState {
  count: number
  norms: number[]
  peaks: Peaks
}

/** Values whose mean the persistence weighs: an hour of 5-minute windows. */
const PERSISTENCE = 12

export function emptyStrength(): StrengthState {
  return { count: 0, norms: [], peaks: [] }
}

/**
 * The strength of the evidence, 0 upwards, and whether it is news: the event has not been told as strongly before.
 * @param state changed in place
 */
export function strengthOf(state: StrengthState, rarities: Record<Signal, number>, config: StrengthConfig): { strength: number; news: boolean } {
  let sum = 0
  for (const signal of SIGNALS) sum += Math.max(0, rarities[signal]) ** config.exponent
  const norm = sum ** (1 / config.exponent)
  state.count++
  state.norms.push(norm)
  if (state.norms.length > PERSISTENCE) state.norms.shift()
  let hour = 0
  for (const earlier of state.norms) hour += earlier
  const strength = (norm + (config.persistence * hour) / PERSISTENCE) / (1 + config.persistence)
  return { strength, news: standsOut(state.peaks, { count: state.count, strength }, config) }
}
