import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { addUpHour, FAILING_BEFORE_MS, FAILING_ROUTE, type PlatformRow, platformHour, platformMinute, platformSeries } from './platform'

const anchor = Date.UTC(2026, 10, 24, 12, 20)
const failedOf = (rows: PlatformRow[]) =>
  rows.filter(({ series }) => series.dimensions.route === FAILING_ROUTE && series.dimensions.status_code === '500').reduce((sum, row) => sum + row.sum, 0)
const stretch = (fromMs: number, minutes: number) => Array.from({ length: minutes }, (_, n) => platformMinute(20, anchor, fromMs + n * MINUTE)).flat()

describe('the simulated platform', () => {
  it('is the same for the same seed, and marked as simulated in every series', () => {
    expect(platformMinute(20, anchor, anchor)).toEqual(platformMinute(20, anchor, anchor))
    expect(platformHour(20, anchor - (anchor % HOUR))).toEqual(platformHour(20, anchor - (anchor % HOUR)))
    expect(platformSeries.every(({ id, dimensions }) => id < 0 && dimensions.service === 'simulated')).toBe(true)
    expect(new Set(platformSeries.map(({ id }) => id)).size).toBe(platformSeries.length)
  })

  it('has one route that fails since forty minutes before the anchor, and not before', () => {
    const began = anchor - FAILING_BEFORE_MS
    expect(failedOf(stretch(began - 40 * MINUTE, 40))).toBeLessThan(5)
    expect(failedOf(stretch(began, 40))).toBeGreaterThan(40)
  })

  it('has sketches that hold as many values as were counted', () => {
    for (const row of [...platformMinute(20, anchor, anchor), ...platformHour(20, anchor - (anchor % HOUR))]) {
      if (row.sketch) expect(row.sketch.counts.reduce((sum, n) => sum + n, 0)).toBe(row.count)
      if (row.sketch) expect(Math.min(...row.sketch.counts)).toBeGreaterThan(0)
    }
  })

  it('adds minutes up to the hour', () => {
    const hour = anchor - (anchor % HOUR)
    const rows = stretch(hour, 60).filter(({ series }) => series.metric === 'api_request_duration_ms' && series.dimensions.route === '/api/v1/search')
    const sum = addUpHour(rows)
    expect(sum?.count).toBe(rows.reduce((total, { count }) => total + count, 0))
    expect(sum?.sketch?.counts.reduce((total, n) => total + n, 0)).toBe(sum?.count)
  })
})
