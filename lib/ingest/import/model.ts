// Importing files: the same facts as over HTTP, from CSV or lines, in bulk. A file is known by its
// content; its progress is committed with its rows, so that a killed import goes on where it was.

export const importKinds = ['invocations', 'events', 'vm-benchmarks'] as const
export type ImportKind = (typeof importKinds)[number]

/** By how many whole weeks source times are moved; auto: into the last full week before now. */
export type Shift = number | 'auto'

/** Rows taken together in one transaction. */
export const IMPORT_BATCH_ROWS = 10_000

export interface Counts {
  rows: number
  accepted: number
  repeated: number
  rejected: number
  /** Rejected rows by reason. */
  reasons: Record<string, number>
}

/** One file's result, or its state while it runs. */
export interface FileReport extends Counts {
  file: string
  shiftedWeeks: number
  /** done: finished now; known: was finished before, nothing was done. */
  state: 'running' | 'done' | 'known'
  /** Row from which a killed import went on; 0 for a fresh one. */
  resumedAt: number
}

/** Several files' counts together. */
export function totalOf(reports: FileReport[]): Counts {
  const total: Counts = { rows: 0, accepted: 0, repeated: 0, rejected: 0, reasons: {} }
  for (const report of reports) addCounts(total, report)
  return total
}

/** Adds more to counts. */
export function addCounts(counts: Counts, more: Counts): void {
  counts.rows += more.rows
  counts.accepted += more.accepted
  counts.repeated += more.repeated
  counts.rejected += more.rejected
  for (const [reason, rows] of Object.entries(more.reasons)) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + rows
}
