// The tools that bench:detection simulates: calls by day and night in bursts, errors, latencies, revenue.
import type { ToolWindow } from '../lib/anomalies/detect/tool/model'
import { DAY, HOUR, WEEK } from '../lib/time'

/** A healthy tool: calls swing by so much between day and night, weekends have so much of it, so many calls fail. */
export const SWING = 0.6
export const WEEKEND = 0.6
export const ERROR_RATE = 0.01
const LATENCY_MS = 200
const PRICE_MICROS = 2_000
/** A Thursday, ms. */
export const START = 2_900 * WEEK

export interface Load {
  /** Mean calls per window over the day. */
  calls: number
  /** The coefficient of variation that chance alone does not explain. */
  variation: number
}

/** What a fault multiplies. */
export interface Change {
  calls?: number
  errors?: number
  latency?: number
}

/** What the window that ends then looks like, with the fault. */
export function windowAt(at: number, load: Load, random: () => number, change: Change): ToolWindow {
  const hour = (at % DAY) / HOUR
  const { calls, errors } = countsAt(at, load, random, change)
  // The median of log-normal latencies: it varies with the square root of the calls, and a little by itself.
  const noise = (normal(random) * 0.75) / Math.sqrt(Math.max(1, calls)) + 0.05 * normal(random)
  const latency = calls === 0 ? null : LATENCY_MS * (1 + 0.15 * Math.sin(((hour - 6) / 24) * 2 * Math.PI)) * Math.exp(noise) * (change.latency ?? 1)
  return { at, calls, rated: calls, errors, latencyMs: latency, latencyCalls: calls, revenueMicros: (calls - errors) * PRICE_MICROS }
}

/** The calls and errors alone. */
export function countsAt(at: number, load: Load, random: () => number, change: Change): { calls: number; errors: number } {
  const calls = poisson(meanAt(at, load) * (change.calls ?? 1) * burst(load.variation, random), random)
  return { calls, errors: Math.min(calls, poisson(calls * ERROR_RATE * (change.errors ?? 1), random)) }
}

/** The calls that the load has in the window that ends then. */
export function meanAt(at: number, { calls }: Load): number {
  const weekend = [0, 6].includes(new Date(at - 1).getUTCDay()) ? WEEKEND : 1
  return calls * weekend * (1 + SWING * Math.sin((((at % DAY) / HOUR - 8) / 24) * 2 * Math.PI))
}

/** A factor of mean 1 and the given coefficient of variation, gamma distributed: with it a Poisson number is negative binomial. */
function burst(variation: number, random: () => number): number {
  return variation === 0 ? 1 : gamma(1 / variation ** 2, random) * variation ** 2
}

/** Marsaglia & Tsang, for shapes from 1 on. */
function gamma(shape: number, random: () => number): number {
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(random()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v
  }
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Knuth's product of uniforms, halved while the mean is large. */
function poisson(mean: number, random: () => number): number {
  if (mean > 100) return poisson(mean / 2, random) + poisson(mean / 2, random)
  const limit = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > limit; product *= random()) count++
  return Math.max(0, count)
}

/** Mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
