import { describe, expect, it } from 'vitest'
import { takeFrom } from './admission'

const allowance = { rowsPerSecond: 100, burstRows: 500 }

describe('takeFrom', () => {
  it.each<[string, { rows: number; atMs: number } | undefined, number, number, number, number]>([
    ['a new key has its whole burst', undefined, 200, 0, 300, 0],
    ['exactly the rest', { rows: 200, atMs: 0 }, 200, 0, 0, 0],
    ['one row more has to wait', { rows: 200, atMs: 0 }, 201, 0, 200, 0.01],
    ['time fills the bucket', { rows: 0, atMs: 0 }, 100, 1000, 0, 0],
    ['but not beyond the burst', { rows: 400, atMs: 0 }, 100, 60_000, 400, 0],
    ['more than the burst passes when the bucket is full, and is paid back', undefined, 800, 0, -300, 0],
    ['and only then', { rows: 499, atMs: 0 }, 800, 0, 499, 0.01],
    ['a clock that goes back takes nothing away', { rows: 50, atMs: 5000 }, 50, 0, 0, 0],
  ])('%s', (_name, bucket, rows, nowMs, left, waitSeconds) => {
    const taken = takeFrom(bucket, rows, nowMs, allowance)
    expect(taken.bucket.rows).toBe(left)
    expect(taken.waitSeconds).toBeCloseTo(waitSeconds)
  })
})
