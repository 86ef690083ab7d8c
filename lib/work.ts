// What a job and the command that it calls tell each other.

/** What a run is given besides its context. */
export interface Work {
  /** The moment to compute from; not always the clock's. */
  now: Date
  /** Asked between batches; false: the lease was lost or the server stops, so end quietly. */
  stillMine: () => Promise<boolean>
}

/** What a run did; one bad item never stops the rest, it is counted in failed. */
export interface JobResult {
  checked: number
  changed: number
  failed: number
}
