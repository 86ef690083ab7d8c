import { describe, expect, it } from 'vitest'
import type { PeerMetricId } from './model'
import { roundShared } from './round-shared'

describe('what is said about others is rounded', () => {
  it.each<[PeerMetricId, number, number]>([
    ['error_rate', 0.012345, 0.012],
    ['error_rate', 0.0000347, 0.000035],
    ['error_rate', 0, 0],
    ['error_rate', 0.999, 1],
    ['latency', 234.567, 230],
    ['latency', 8.449, 8.4],
    ['latency', 1_249, 1_200],
    ['uptime', 0.998734, 0.9987],
    ['uptime', 0.99996, 0.99996],
    ['uptime', 1, 1],
    ['uptime', 0.5, 0.5],
    ['score', 87.4, 87],
    ['rating', 4.3721, 4.4],
    ['rating', 5, 5],
  ])('%s %d reads %d', (metric, value, expected) => {
    expect(roundShared(metric, value)).toBe(expected)
  })

  it('keeps the order', () => {
    for (const metric of ['error_rate', 'uptime'] as const) {
      const values = Array.from({ length: 2_000 }, (_, i) => roundShared(metric, i / 2_000))
      expect(values).toEqual([...values].sort((a, b) => a - b))
    }
  })
})
