// The words of the detectors. A detector is told one closed window after the other and answers each
// with a verdict; what it needs to know of the past it keeps in a state that is plain data (numbers,
// lists, objects), so that a stored and reloaded state goes on as if nothing had happened.

/** insufficient: not enough history to say; candidate: unusual, not to be woken for; anomaly: notifies. */
export type Outcome = 'none' | 'insufficient' | 'candidate' | 'anomaly'

/** What would have been usual, in the unit of the value. */
export interface Band {
  low: number
  high: number
}

export interface Verdict {
  outcome: Outcome
  /** One sentence for the person it wakes. */
  reason: string
  observed: number
  expected: Band | null
  /** Standard deviations (robust ones in the confirming layer) from what is usual, with sign; null where there is no scale. */
  z: number | null
}
