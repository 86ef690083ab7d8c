import { describe, expect, it } from 'vitest'
import { readPoints } from './points'
import { exportMetricsSchema } from './shapes'

const at = { timeUnixNano: '1773152400000000000', startTimeUnixNano: '1773152390000000000' }
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
const read = (metric: object, resource: object[] = []) =>
  readPoints(exportMetricsSchema.parse({ resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics: [metric] }] }] }), 'sender')
const sum = (point: object = { asInt: '7' }, more: object = {}) => ({
  name: 'jobs.done',
  sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [{ ...at, ...point }], ...more },
})

describe('readPoints', () => {
  it.each([
    { name: 'a monotonic sum', metric: sum(), is: { metric: 'jobs_done_total', kind: 'counter', cumulative: true } },
    { name: 'changes', metric: sum({}, { aggregationTemporality: 1, dataPoints: [{ ...at, asDouble: 1.5 }] }), is: { cumulative: false } },
    { name: 'an up-down counter', metric: sum({ asInt: 7 }, { isMonotonic: false }), is: { metric: 'jobs_done', kind: 'gauge', cumulative: false } },
    { name: 'a level', metric: { name: 'queue/depth', gauge: { dataPoints: [{ ...at, asDouble: 3 }] } }, is: { metric: 'queue_depth', kind: 'gauge' } },
    {
      name: 'a histogram in seconds',
      metric: {
        name: 'http.server.request.duration',
        unit: 's',
        histogram: { aggregationTemporality: 2, dataPoints: [{ ...at, count: '1', bucketCounts: ['1'], explicitBounds: [] }] },
      },
      is: { metric: 'http_server_request_duration_ms', kind: 'histogram', scale: 1000 },
    },
  ])('$name', ({ metric, is }) => {
    const { points, refused } = read(metric)
    expect(points).toMatchObject([is])
    expect([...refused]).toEqual([])
  })

  it('makes attributes of the conventions dimensions, normalises routes, and names what it drops', () => {
    const { points, dropped } = read(
      sum({ asInt: 1, attributes: [attribute('http.route', '/tools/4711'), attribute('http.response.status_code', '200'), attribute('host.name', 'a')] }),
      [attribute('service.name', 'gateway'), attribute('host.arch', 'arm64')],
    )
    expect(points[0]?.dimensions).toEqual({ route: '/tools/:id', status_code: '200', service: 'gateway' })
    expect([...dropped]).toEqual(['host.name'])
  })

  it('tells streams apart by what it drops, and by the sender, not by the order of attributes', () => {
    const stream = (attributes: object[]) => read(sum({ asInt: 1, attributes })).points[0]?.streamId
    const [a, b] = [attribute('a', '1'), attribute('b', '2')]
    expect(stream([a, b])).toBe(stream([b, a]))
    expect(stream([a])).not.toBe(stream([b]))
  })

  it.each([
    { name: 'a name that is none', metric: { ...sum({ asInt: 1 }), name: 'größe' } },
    { name: 'no temporality', metric: sum({ asInt: 1 }, { aggregationTemporality: 0 }) },
    { name: 'changes of an up-down counter', metric: sum({}, { isMonotonic: false, aggregationTemporality: 1, dataPoints: [{ ...at, asInt: 1 }] }) },
    { name: 'no value', metric: sum({}, { dataPoints: [at] }) },
    { name: 'no number', metric: sum({ asDouble: 'NaN' }) },
    { name: 'no time', metric: sum({ asInt: 1, timeUnixNano: '0' }) },
    { name: 'a summary', metric: { name: 'old', summary: { dataPoints: [{}] } } },
    {
      name: 'a count too few',
      metric: { name: 'h', histogram: { aggregationTemporality: 1, dataPoints: [{ ...at, count: 2, bucketCounts: [1, 1], explicitBounds: [1, 2] }] } },
    },
    {
      name: 'bounds that fall',
      metric: { name: 'h', histogram: { aggregationTemporality: 1, dataPoints: [{ ...at, count: 3, bucketCounts: [1, 1, 1], explicitBounds: [2, 1] }] } },
    },
  ])('refuses $name', ({ metric }) => {
    const { points, refused } = read(metric)
    expect(points).toEqual([])
    expect([...refused.values()]).toEqual([1])
  })

  it('passes over points that say that there is no value', () => {
    const { points, refused } = read(sum({ asInt: 1, flags: 1 }))
    expect([points, [...refused]]).toEqual([[], []])
  })
})
