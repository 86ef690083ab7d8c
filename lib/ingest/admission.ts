import { AppError } from '@/lib/errors'

/** A key's allowance: rows it may still send now. */
export interface Bucket {
  rows: number
  atMs: number
}

/** How fast a tenant's key may send: rows a second, and how much at once after a pause. */
export interface Allowance {
  rowsPerSecond: number
  burstRows: number
}

/**
 * Token bucket: what remains after taking `rows`, or how long to wait. A request larger than the
 * burst is let through when the bucket is full, so that no size is refused for ever.
 */
export function takeFrom(
  bucket: Bucket | undefined,
  rows: number,
  nowMs: number,
  { rowsPerSecond, burstRows }: Allowance,
): { bucket: Bucket; waitSeconds: number } {
  const before = bucket ? Math.min(burstRows, bucket.rows + (Math.max(0, nowMs - bucket.atMs) / 1000) * rowsPerSecond) : burstRows
  const needed = Math.min(rows, burstRows)
  if (before < needed) return { bucket: { rows: before, atMs: nowMs }, waitSeconds: (needed - before) / rowsPerSecond }
  return { bucket: { rows: before - rows, atMs: nowMs }, waitSeconds: 0 }
}

/** Of one tenant's key, in each process. The platform's own keys are bounded by the queue alone. */
const TENANT_ALLOWANCE: Allowance = { rowsPerSecond: 10_000, burstRows: 200_000 }

const MAX_REQUESTS = 128
const MAX_BUCKETS = 10_000

const store = globalThis as typeof globalThis & { pulsegridAdmission?: { running: number; buckets: Map<string, Bucket> } }

function state() {
  store.pulsegridAdmission ??= { running: 0, buckets: new Map() }
  return store.pulsegridAdmission
}

/**
 * Runs one ingest request unless too many are being read already: bodies in memory are what an
 * overloaded process dies of.
 * @throws AppError rate_limited
 */
export async function admit<T>(run: () => Promise<T>): Promise<T> {
  const current = state()
  if (current.running >= MAX_REQUESTS) {
    throw new AppError('rate_limited', 'Too many ingest requests at once. Send the request again.', { retryAfterSeconds: 1 })
  }
  current.running++
  try {
    return await run()
  } finally {
    current.running--
  }
}

/**
 * Charges a tenant's key with so many rows.
 * @throws AppError rate_limited with the seconds to wait
 */
export function chargeKey(keyId: string, rows: number, nowMs: number): void {
  const { buckets } = state()
  const { bucket, waitSeconds } = takeFrom(buckets.get(keyId), rows, nowMs, TENANT_ALLOWANCE)
  // Dropping the oldest gives a key its burst back at worst.
  buckets.delete(keyId)
  if (buckets.size >= MAX_BUCKETS) {
    const oldest = buckets.keys().next()
    if (!oldest.done) buckets.delete(oldest.value)
  }
  buckets.set(keyId, bucket)
  if (waitSeconds > 0) {
    throw new AppError('rate_limited', `This key may send ${TENANT_ALLOWANCE.rowsPerSecond} rows a second.`, { retryAfterSeconds: waitSeconds })
  }
}
