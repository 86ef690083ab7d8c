// What is the best that anybody could do about errors? The most powerful test there is (Neyman & Pearson)
// compares how likely the fault's calls are with it and without it. It is told what a real detector never
// knows: the true error rate, what the fault multiplies it by, and how long it has been there; and it may
// spend the false alerts of all metrics on errors.
import { HOUR, MINUTE, WEEK } from '../lib/time'
import { countsAt, ERROR_RATE, type Load, randomOf, START } from './bench-detection-tools'

const WINDOW = 5 * MINUTE
/** False alerts per tool and week that it may raise, counted over so many healthy weeks. */
const FALSE_ALERTS = 0.05
const WEEKS = 800
/** Below this it is no evidence at all: a tool with many calls does not need more. */
const LEAST = 3

interface Counts {
  calls: number
  errors: number
}

/** The logarithm of how much likelier the windows' errors are with the fault than without. */
export function idealEvidence(windows: readonly Counts[], times: number): number {
  return windows.reduce((sum, { calls, errors }) => sum + errors * Math.log(times) - (times - 1) * ERROR_RATE * calls, 0)
}

/** The evidence that healthy tools of this load show as seldom as allowed, in so many windows that follow each other. */
export function idealLimit(load: Load, times: number, windows: number): number {
  const random = randomOf(7_000 + load.calls)
  // Alerts within an hour are one: its peak counts.
  const peaks: number[] = []
  let peak = { at: Number.NEGATIVE_INFINITY, evidence: 0 }
  const recent: Counts[] = []
  for (let i = 1; i <= (WEEKS * WEEK) / WINDOW; i++) {
    const at = START + i * WINDOW
    recent.push(countsAt(at, load, random, {}))
    if (recent.length > windows) recent.shift()
    const evidence = idealEvidence(recent, times)
    if (evidence < LEAST) continue
    if (at - peak.at > HOUR) {
      peaks.push(peak.evidence)
      peak = { at, evidence }
    } else peak = { at, evidence: Math.max(peak.evidence, evidence) }
  }
  peaks.push(peak.evidence)
  return Math.max(LEAST, peaks.sort((a, b) => b - a)[Math.floor(FALSE_ALERTS * WEEKS)] ?? LEAST) + Number.EPSILON
}
