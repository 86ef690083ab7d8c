import { MINUTE } from '@/lib/time'

// When something began: of all stretches of minutes the one that speaks most for "it is as bad as it has been"
// against "it is as usual", by the logarithm of the likelihood ratio (a CUSUM test read backwards; E. S. Page,
// "Continuous Inspection Schemes", Biometrika 41, 1954). A few good minutes within it do not cut it, and a
// single bad one before it does not begin it.

/** What a minute held. For traffic that is missing, bad is not used. */
export interface Minute {
  atMs: number
  bad: number
  total: number
}

export interface Onset {
  /** Start of the first bad minute. */
  beganAt: Date
  /** End of the last bad minute; null: it still goes on. */
  endedAt: Date | null
}

/** Rates are kept this far from 0 and 1, where a single event would prove everything. */
const FLOOR = 1e-4
/** How much a stretch must speak for it: a ratio of about 20,000 to 1. */
const SURE = 10
/** A stretch that ends so many minutes before the newest is over. */
const OVER_MINUTES = 3
/** The worst so many minutes say how bad it is, at first. */
const WORST_MINUTES = 5

/**
 * Since when more events are bad than usual; null when none of it is beyond chance.
 * @param minutes oldest first; minutes without events may be left out
 * @param usual share of bad events before, 0..1
 */
export function findOnset(minutes: readonly Minute[], usual: number): Onset | null {
  const p0 = clamp(usual)
  let p1 = clamp(worstShare(minutes))
  let found: Stretch | null = null
  // The stretch says how bad it is, and how bad it is says where the stretch begins.
  for (let turn = 0; turn < 3 && p1 > p0 * 1.5; turn++) {
    const forBad = Math.log(p1 / p0)
    const forGood = Math.log((1 - p1) / (1 - p0))
    const next = bestStretch(minutes.map(({ bad, total }) => bad * forBad + (total - bad) * forGood))
    if (next.gain < SURE) return found ? told(minutes, found) : null
    found = next
    const within = minutes.slice(next.from, next.to + 1)
    p1 = clamp(shareOf(within))
  }
  return found ? told(minutes, found) : null
}

/**
 * Since when there is (next to) no traffic where there should be; null when that may be chance.
 * @param minutes oldest first, every minute, those without events as zeros
 * @param usual events a minute
 */
export function findSilence(minutes: readonly Minute[], usual: number): Onset | null {
  if (usual <= 0) return null
  const left = 0.02
  const gains = minutes.map(({ total }) => total * Math.log(left) + usual * (1 - left))
  const found = bestStretch(gains)
  return found.gain < SURE ? null : told(minutes, found)
}

interface Stretch {
  from: number
  to: number
  gain: number
}

/** The stretch with the greatest sum, of several the latest. */
function bestStretch(gains: readonly number[]): Stretch {
  let best: Stretch = { from: 0, to: -1, gain: 0 }
  let from = 0
  let gain = 0
  for (const [at, each] of gains.entries()) {
    if (gain <= 0) {
      gain = 0
      from = at
    }
    gain += each
    if (gain > 0 && gain >= best.gain) best = { from, to: at, gain }
  }
  return best
}

function told(minutes: readonly Minute[], { from, to }: Stretch): Onset {
  const [first, last, newest] = [minutes[from], minutes[to], minutes.at(-1)]
  if (!first || !last || !newest) throw new RangeError('the stretch lies outside of the minutes')
  const over = newest.atMs - last.atMs >= OVER_MINUTES * MINUTE
  return { beganAt: new Date(first.atMs), endedAt: over ? new Date(last.atMs + MINUTE) : null }
}

function worstShare(minutes: readonly Minute[]): number {
  let worst = 0
  for (let at = 0; at < minutes.length; at++) {
    const window = minutes.slice(Math.max(0, at - WORST_MINUTES + 1), at + 1)
    // One bad of one says little: with five more that were good it has to be worse than the others.
    const bad = window.reduce((sum, minute) => sum + minute.bad, 0)
    const total = window.reduce((sum, minute) => sum + minute.total, 0)
    worst = Math.max(worst, bad / (total + WORST_MINUTES))
  }
  return worst
}

function shareOf(minutes: readonly Minute[]): number {
  const total = minutes.reduce((sum, minute) => sum + minute.total, 0)
  return total > 0 ? minutes.reduce((sum, minute) => sum + minute.bad, 0) / total : 0
}

function clamp(share: number): number {
  return Math.min(1 - FLOOR, Math.max(FLOOR, share))
}
