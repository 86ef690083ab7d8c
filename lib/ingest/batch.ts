import { MINUTE } from '@/lib/time'

/** Width of the buckets that the rollups are kept in. */
export const BUCKET_MS = 5 * MINUTE

/** A 5-minute bucket of a tool that got calls. */
export interface Mark {
  toolId: string
  organizationId: string
  /** Number of the bucket since 1970. */
  bucket: number
}

/** Refused rows of one key, by reason. */
export interface RefusedCount {
  day: string
  keyId: string
  organizationId: string | null
  reason: string
  rows: number
}

/** Calls to be stored together. */
export interface CallBatch {
  /** Encoded rows (encode-calls.ts), in order. */
  chunks: Buffer[]
  rows: number
  marks: Mark[]
  refused: RefusedCount[]
  /** Days (numbers since 1970) that the calls fall on. */
  days: number[]
}

/** One batch of several, with equal marks and counts folded. */
export function mergeBatches(batches: CallBatch[]): CallBatch {
  const [only] = batches
  if (batches.length === 1 && only) return only
  const marks = new Map<string, Mark>()
  const refused = new Map<string, RefusedCount>()
  const days = new Set<number>()
  for (const batch of batches) {
    for (const mark of batch.marks) marks.set(`${mark.toolId} ${mark.bucket}`, mark)
    for (const count of batch.refused) {
      const key = `${count.day} ${count.keyId} ${count.reason}`
      refused.set(key, { ...count, rows: count.rows + (refused.get(key)?.rows ?? 0) })
    }
    for (const day of batch.days) days.add(day)
  }
  return {
    chunks: batches.flatMap((batch) => batch.chunks),
    rows: batches.reduce((sum, batch) => sum + batch.rows, 0),
    marks: [...marks.values()],
    refused: [...refused.values()],
    days: [...days],
  }
}
