import { describe, expect, it } from 'vitest'
import { benchmarkRow, csvCallRow, jsonCallRow, momentOf } from './call-records'

describe('benchmarkRow', () => {
  const record = { end: '2023-06-05 00:01:17.580', app: 'redis', function: 'lpush', caller: 'long-a-0', duration_ms: '36510' }

  it('begins where end minus duration lies, and states no outcome', () => {
    expect(benchmarkRow(record, 0, 0)).toEqual({
      row: {
        id: 'vm:redis/lpush|long-a-0|2023-06-05 00:01:17.580|36510|0',
        tool: 'redis/lpush',
        consumer: 'long-a-0',
        occurredAt: '2023-06-05T00:00:41.070Z',
        latencyMs: 36_510,
      },
      entry: { tool: 'redis/lpush', toolName: 'lpush', publisher: 'redis', publisherName: 'redis', occurredAtMs: Date.parse('2023-06-05T00:00:41.070Z') },
    })
  })

  it('keeps weekday and hour when it is moved, and the id', () => {
    const moved = benchmarkRow(record, 1, 170)
    expect(moved.row).toMatchObject({ occurredAt: '2026-09-07T00:00:41.070Z', id: 'vm:redis/lpush|long-a-0|2023-06-05 00:01:17.580|36510|1' })
  })

  it.each(['end', 'app', 'function', 'caller', 'duration_ms'])('leaves a record without %s to the judgement of rows', (name) => {
    expect(benchmarkRow({ ...record, [name]: '' }, 0, 0).entry).toBeUndefined()
  })
})

describe('csvCallRow', () => {
  it('reads numbers and leaves out what is empty', () => {
    const record = { id: 'a', tool: 't', consumer: 'c', occurredAt: '2026-01-01T00:00:00Z', status: '503', latencyMs: '1.5', cost: '', errorCode: '' }
    expect(csvCallRow(record, 'x', 0).row).toEqual({ id: 'a', tool: 't', consumer: 'c', occurredAt: '2026-01-01T00:00:00Z', status: 503, latencyMs: 1.5 })
    expect(csvCallRow({ ...record, status: 'ok', id: '' }, 'x', 1).row).toMatchObject({ id: 'x', status: 'ok', occurredAt: '2026-01-08T00:00:00.000Z' })
  })
})

describe('jsonCallRow', () => {
  it('moves times it can read and leaves the rest to the judgement of rows', () => {
    expect(jsonCallRow({ id: 'a', occurredAt: '2026-01-01T01:00:00+01:00' }, 'x', -1).row).toEqual({ id: 'a', occurredAt: '2025-12-25T00:00:00.000Z' })
    expect(jsonCallRow({ occurredAt: 'soon' }, 'x', 3).row).toEqual({ id: 'x', occurredAt: 'soon' })
    expect(jsonCallRow([1], 'x', 3).row).toEqual([1])
    expect(momentOf({ row: { occurredAt: 'soon' } })).toBeNull()
    expect(momentOf({ row: { occurredAt: '1970-01-01T00:00:01Z' } })).toBe(1000)
  })
})
