import { describe, expect, it } from 'vitest'
import { keyOf, type SloInput, sloInputSchema, sloProblems, sloRule } from './slo-input'

const now = new Date('2026-11-24T12:00:00Z')
const good: SloInput = {
  systemKey: 'api',
  name: 'API availability',
  description: '',
  objective: 0.999,
  windowDays: 7,
  ratio: { bad: { metric: 'api_errors_total', filter: {} }, total: { metric: 'api_requests_total', filter: {} } },
  minEvents: 100,
  position: 10,
  enabled: true,
  alerts: true,
  minBad: null,
}
const builds = { bad: { metric: 'builds_total', filter: { status: 'failed' } }, total: { metric: 'builds_total', filter: {} } }

describe('an SLO is refused', () => {
  it.each<[string, Partial<SloInput>, string | null]>([
    ['not: as it is', {}, null],
    ['not: bad ones are a part of the same metric', { ratio: builds, objective: 0.95 }, null],
    ['not: by a metric of its sender', { ratio: { ...builds, total: { metric: 'custom:orders_total', filter: {} } } }, null],
    ['when its rule could never fire: even all bad burn only 1.25 times too fast', { objective: 0.2 }, '/objective'],
    ['not: then a number of bad events tells', { objective: 0.2, minBad: 5 }, null],
    ['on 28 days earlier: 5.6 times are needed', { objective: 0.8, windowDays: 28 }, '/objective'],
    ['when the metric is unknown', { ratio: { ...good.ratio, bad: { metric: 'nope', filter: {} } } }, '/ratio/bad/metric'],
    ['when it is no series', { ratio: { ...good.ratio, total: { metric: 'tool_invocations', filter: {} } } }, '/ratio/total/metric'],
    ['when it cannot be added up', { ratio: { ...good.ratio, total: { metric: 'queue_depth', filter: {} } } }, '/ratio/total/metric'],
    ['when there is no such dimension', { ratio: { ...good.ratio, total: { metric: 'api_requests_total', filter: { plan: 'pro' } } } }, '/ratio/total/filter'],
    ['when all events are bad', { ratio: { bad: builds.total, total: builds.total } }, '/ratio/bad'],
  ])('%s', (_, change, pointer) => {
    expect(sloProblems({ ...good, ...change }, now).map((problem) => problem.pointer)).toEqual(pointer === null ? [] : [pointer])
  })

  it.each([
    ['100 %', { objective: 1 }],
    ['0 %', { objective: 0 }],
    ['a window of 14 days', { windowDays: 14 }],
    ['no name', { name: ' ' }],
    ['half an event', { minEvents: 0.5 }],
  ])('%s is no input', (_, change) => {
    expect(sloInputSchema.safeParse({ ...good, ...change }).success).toBe(false)
  })
})

it('its rule is a burn rate over the same events; with alerts off it is kept off', () => {
  expect(sloRule({ ...good, minBad: 5 })).toMatchObject({
    name: 'API availability: error budget burns',
    kind: 'burn_rate',
    options: { objective: 0.999, windowDays: 7, ratio: good.ratio, minBad: 5 },
    enabled: true,
  })
  expect(sloRule({ ...good, alerts: false }).enabled).toBe(false)
  expect(sloRule({ ...good, enabled: false }).enabled).toBe(false)
})

it.each([
  ['API availability', 'api-availability'],
  ['  Über-schnelle Builds! ', 'uber-schnelle-builds'],
  ['日本', ''],
])('the key of %j is %j', (name, key) => {
  expect(keyOf(name)).toBe(key)
})
