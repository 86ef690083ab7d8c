import { describe, expect, it } from 'vitest'
import type { TotalRow } from '@/lib/meter'
import { sketchOf } from '@/lib/sketch'
import { parseExposition } from '@/tests/support/exposition'
import { exposition, formatOf } from './exposition'

const counter = (dimensions: TotalRow['dimensions'], sum: number): TotalRow => ({
  metric: 'api_requests_total',
  kind: 'counter',
  dimensions,
  count: 1,
  sum,
  last: sum,
  sketch: null,
})
const gauge: TotalRow = { metric: 'event_loop_lag_ms', kind: 'gauge', dimensions: {}, count: 2, sum: 30, last: 12.5, sketch: null }
const values = [0.2, 3, 40, 40, 700, 2_000_000]
const histogram: TotalRow = {
  metric: 'api_request_duration_ms',
  kind: 'histogram',
  dimensions: { route: '/a' },
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  last: 700,
  sketch: sketchOf(values),
}
const rows = [counter({ route: '/a', status_code: '200' }, 7), gauge, histogram, counter({ route: 'a "quote", a \\ and\na line', status_code: '500' }, 1)]

describe.each(['prometheus', 'openmetrics'] as const)('the exposition for %s', (format) => {
  const families = parseExposition(exposition(rows, format), format)

  it('has each family once, with help and type', () => {
    const suffix = format === 'openmetrics' ? '' : '_total'
    expect([...families.values()].map(({ name, type }) => [name, type])).toEqual([
      ['pulsegrid_api_request_duration_seconds', 'histogram'],
      [`pulsegrid_api_requests${suffix}`, 'counter'],
      ['pulsegrid_event_loop_lag_seconds', 'gauge'],
    ])
  })

  it('escapes the values of labels', () => {
    const requests = families.get(format === 'openmetrics' ? 'pulsegrid_api_requests' : 'pulsegrid_api_requests_total')
    expect(requests?.samples.map(({ labels, value }) => [labels.route, value])).toEqual([
      ['/a', 7],
      ['a "quote", a \\ and\na line', 1],
    ])
  })

  it('tells durations in seconds, with buckets that only grow up to the count', () => {
    const samples = families.get('pulsegrid_api_request_duration_seconds')?.samples ?? []
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket'))
    expect(buckets.map(({ value }) => value)).toEqual(buckets.map(({ value }) => value).toSorted((a, b) => a - b))
    const upTo = (le: string) => buckets.find(({ labels }) => labels.le === le)?.value
    expect([upTo('0.001'), upTo('0.05'), upTo('1.0'), upTo('900.0'), upTo('+Inf')]).toEqual([1, 4, 5, 5, 6])
    expect(samples.find(({ name }) => name.endsWith('_sum'))?.value).toBeCloseTo(2000.7832, 6)
    expect(samples.find(({ name }) => name.endsWith('_count'))?.value).toBe(6)
    expect(families.get('pulsegrid_event_loop_lag_seconds')?.samples).toEqual([{ name: 'pulsegrid_event_loop_lag_seconds', labels: {}, value: 0.0125 }])
  })
})

describe('formatOf', () => {
  it.each([
    { accept: null, is: 'prometheus' },
    { accept: '*/*', is: 'prometheus' },
    { accept: 'text/plain;version=0.0.4', is: 'prometheus' },
    { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.2', is: 'openmetrics' },
  ])('$accept is $is', ({ accept, is }) => {
    expect(formatOf(accept)).toBe(is)
  })
})
