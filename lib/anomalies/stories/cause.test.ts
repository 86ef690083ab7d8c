import { describe, expect, it } from 'vitest'
import type { AnomalyMetric } from '../model'
import { causeKeyOf, findCause, type Question } from './cause'
import type { Cell } from './model'

const cell = (over: Partial<Cell>): Cell => ({
  toolId: 't1',
  now: true,
  consumerId: 'a',
  keyPrefix: null,
  errorCode: null,
  statusCode: null,
  fault: null,
  calls: 0,
  rated: 0,
  errors: 0,
  latencyCount: 0,
  latencySumMs: 0,
  costMicros: 0,
  ...over,
})
const good = (consumerId: string, calls: number, over: Partial<Cell> = {}) =>
  cell({ consumerId, calls, rated: calls, latencyCount: calls, latencySumMs: calls * 100, ...over })
const bad = (consumerId: string, calls: number, over: Partial<Cell> = {}) =>
  cell({ consumerId, calls, rated: calls, errors: calls, latencyCount: calls, latencySumMs: calls * 100, statusCode: 500, fault: 'developer', ...over })
/** The usual: consumers with so many calls each, one of a hundred fails. */
const usual = (calls: Record<string, number>) =>
  Object.entries(calls).flatMap(([id, count]) => [good(id, count * 0.99, { now: false }), bad(id, count * 0.01, { now: false })])
const upstream = (status: number) => ({ errorCode: 'upstream.mapbox', statusCode: status, fault: 'upstream' as const })

const ask = (cells: Cell[], over: Partial<Question> = {}) =>
  findCause({ metric: 'error_rate', direction: 'up', cells, dependsOn: new Map(), release: null, ...over })
const named = (cells: Cell[], over: Partial<Question> = {}) => {
  const { cause } = ask(cells, over)
  return cause ? `${causeKeyOf(cause)} ${cause.pattern} ${cause.statusCode ?? '-'}` : null
}
const three = { a: 500, b: 300, c: 200 }
const fine = [good('b', 297), bad('b', 3), good('c', 198), bad('c', 2)]

describe('errors', () => {
  it.each<[string, Cell[], Partial<Question>, string | null]>([
    ['one consumer in a retry loop', [...usual(three), ...fine, good('a', 100), bad('a', 2000, { statusCode: 502 })], {}, 'consumer:a retry_loop 502'],
    [
      'its code is only its shadow',
      [...usual(three), ...fine, good('a', 100), bad('a', 2000, { errorCode: 'bad_token', statusCode: 401 })],
      {},
      'consumer:a retry_loop 401',
    ],
    ['three times its calls is a loop', [...usual({ a: 100, b: 500 }), good('b', 500), bad('a', 300)], {}, 'consumer:a retry_loop 500'],
    ['less than that is failing', [...usual({ a: 100, b: 500 }), good('b', 500), bad('a', 299)], {}, 'consumer:a errors 500'],
    ['a consumer that is refused', [...usual(three), ...fine, bad('a', 500, { statusCode: 403 })], {}, 'consumer:a credentials 403'],
    ['refused in two ways', [...usual(three), ...fine, bad('a', 250, { statusCode: 403 }), bad('a', 250, { statusCode: 401 })], {}, 'consumer:a credentials -'],
    ['a consumer over its limit, however often it calls', [...usual(three), ...fine, bad('a', 5000, { statusCode: 429 })], {}, 'consumer:a rate_limit 429'],
    [
      'the largest consumer is not to blame when all fail alike',
      [...usual({ a: 900, b: 60, c: 40 }), good('a', 800), bad('a', 200), good('b', 48), bad('b', 12), good('c', 32), bad('c', 8)],
      {},
      null,
    ],
    [
      'a code that all share beats the largest consumer',
      [...usual(three), ...['a', 'b', 'c'].flatMap((id) => [good(id, 200), bad(id, 60, { errorCode: 'db_timeout' })])],
      {},
      'error_code:db_timeout errors 500',
    ],
    ['an expired key at a provider', [...usual(three), ...['a', 'b', 'c'].map((id) => bad(id, 200, upstream(401)))], {}, 'provider:mapbox credentials 401'],
    [
      'a provider that is down',
      [...usual(three), ...['a', 'b', 'c'].flatMap((id) => [good(id, 100), bad(id, 60, upstream(503))])],
      {},
      'provider:mapbox errors 503',
    ],
    [
      'a code with a detail names the same provider',
      [...usual(three), ...['a', 'b', 'c'].map((id, i) => bad(id, 200, { ...upstream(503), errorCode: i ? 'upstream.mapbox' : 'upstream.mapbox.timeout' }))],
      {},
      'provider:mapbox errors 503',
    ],
    [
      'an upstream failure without a code is that of the only provider',
      [...usual(three), ...['a', 'b', 'c'].map((id) => bad(id, 200, { statusCode: 504, fault: 'upstream' }))],
      { dependsOn: new Map([['t1', ['mapbox']]]) },
      'provider:mapbox errors 504',
    ],
    [
      'of two providers none is named',
      [...usual(three), ...['a', 'b', 'c'].map((id) => bad(id, 200, { statusCode: 504, fault: 'upstream' }))],
      { dependsOn: new Map([['t1', ['mapbox', 'acme']]]) },
      null,
    ],
    [
      'failures of the platform',
      [...usual(three), ...['a', 'b', 'c'].map((id) => bad(id, 200, { errorCode: 'gateway.timeout', fault: 'platform' }))],
      {},
      'platform:gateway errors 500',
    ],
    [
      'a release that hits everybody, with a code of its own',
      [...usual(three), ...['a', 'b', 'c'].flatMap((id) => [good(id, 200), bad(id, 60, { errorCode: 'null_pointer' })])],
      { release: { label: '2.4.0', levelBefore: 0.012 } },
      'version:2.4.0 errors -',
    ],
    [
      'a release after which one consumer alone fails',
      [...usual(three), ...fine, bad('a', 500)],
      { release: { label: '2.4.0', levelBefore: 0.012 } },
      'consumer:a errors 500',
    ],
    [
      'a release after which a provider fails',
      [...usual(three), ...['a', 'b', 'c'].map((id) => bad(id, 200, upstream(503)))],
      { release: { label: '2.4.0', levelBefore: 0.01 } },
      'provider:mapbox errors 503',
    ],
    [
      'errors that were there before the release',
      [...usual(three), ...['a', 'b', 'c'].flatMap((id) => [good(id, 200), bad(id, 60)])],
      { release: { label: '2.4.0', levelBefore: 0.2 } },
      null,
    ],
    [
      'a release of a tool without calls before it',
      [...['a', 'b', 'c'].flatMap((id) => [good(id, 200), bad(id, 60)])],
      { release: { label: '1.0.0', levelBefore: null } },
      'version:1.0.0 errors -',
    ],
    ['five failures are enough', [...usual({ a: 30, b: 30 }), good('b', 30), bad('a', 5)], {}, 'consumer:a errors 500'],
    ['four are not', [...usual({ a: 30, b: 30 }), good('b', 30), bad('a', 4)], {}, null],
    ['twenty calls of the others tell how they fare', [...usual({ a: 300, b: 30 }), good('b', 20), bad('a', 100)], {}, 'consumer:a errors 500'],
    ['twenty tell it at any rate', [...usual({ a: 300, b: 30 }), good('b', 20), good('a', 74), bad('a', 26)], {}, 'consumer:a errors 500'],
    ['nineteen do not where a quarter fails', [...usual({ a: 300, b: 30 }), good('b', 19), good('a', 74), bad('a', 26)], {}, null],
    ['five are enough where nearly all fail', [...usual({ a: 300, b: 30 }), good('b', 5), bad('a', 100)], {}, 'consumer:a errors 500'],
    ['four are never enough', [...usual({ a: 300, b: 30 }), good('b', 4), bad('a', 100)], {}, null],
    ['six of which three fail are too few', [...usual({ a: 300, b: 30 }), good('b', 3), bad('b', 3), bad('a', 100)], {}, null],
    ['the only consumer is not told from its tool', [...usual({ a: 300 }), bad('a', 100)], {}, null],
    [
      '70 % of the excess',
      [good('a', 200, { now: false }), good('b', 200, { now: false }), good('b', 85), bad('b', 15), good('a', 15), bad('a', 85)],
      {},
      'consumer:a errors 500',
    ],
    ['a little less', [good('a', 200, { now: false }), good('b', 200, { now: false }), good('b', 84), bad('b', 16), good('a', 16), bad('a', 84)], {}, null],
    ['nothing out of the ordinary', [...usual(three), ...fine, good('a', 495), bad('a', 5)], {}, null],
    ['no calls', usual(three), {}, null],
    ['nothing at all', [], {}, null],
  ])('%s', (_name, cells, over, expected) => expect(named(cells, over)).toBe(expected))

  it('names a key where the owner’s other key fares well, and the owner where it has no other', () => {
    const loop = bad('a', 2000, { keyPrefix: 'pk_1', statusCode: 500 })
    expect(named([...usual(three), ...fine, good('a', 400, { keyPrefix: 'pk_2' }), loop])).toBe('api_key:pk_1 retry_loop 500')
    expect(named([...usual(three), ...fine, good('a', 19, { keyPrefix: 'pk_2' }), loop])).toBe('consumer:a retry_loop 500')
  })

  it('shows what it is known by: shares now and before, the cause first', () => {
    const { evidence, cause } = ask([...usual(three), ...fine, good('a', 100), bad('a', 895, { errorCode: 'bad_token' })])
    expect(evidence[0]).toMatchObject({ kind: 'consumer', value: 'a', calls: 995, errors: 895 })
    expect(evidence[0]?.shareNow).toBeCloseTo(895 / 900)
    expect(evidence[0]?.shareBefore).toBeCloseTo(0.5)
    expect(evidence[0]?.explains).toBeCloseTo(1)
    expect(cause?.confidence).toBeCloseTo(1)
    expect(evidence[1]).toMatchObject({ kind: 'error_code', value: 'bad_token', shareBefore: 0 })
  })

  it('lists at most three of a kind', () => {
    const codes = ['p', 'q', 'r', 's', 't'].map((errorCode) => bad('a', 40, { errorCode }))
    const { cause, evidence } = ask([...usual(three), ...fine, good('a', 10), ...codes])
    expect(cause?.kind).toBe('consumer')
    expect(evidence.map(({ kind }) => kind)).toEqual(['consumer', 'error_code', 'error_code', 'error_code'])
  })
})

describe('calls', () => {
  const was = (calls: Record<string, number>) => Object.entries(calls).map(([id, count]) => good(id, count, { now: false }))
  const is = (calls: Record<string, number>) => Object.entries(calls).map(([id, count]) => good(id, count))
  it.each<[string, Record<string, number>, Record<string, number>, 'up' | 'down', string | null]>([
    ['one consumer calls far more', three, { a: 5000, b: 310, c: 190 }, 'up', 'consumer:a surge -'],
    ['a new one does', { b: 300, c: 200 }, { a: 4000, b: 300, c: 200 }, 'up', 'consumer:a surge -'],
    ['a new one on a tool that hardly anybody calls', { b: 5 }, { a: 400, b: 5 }, 'up', 'consumer:a surge -'],
    ['everybody calls more', three, { a: 1500, b: 900, c: 600 }, 'up', null],
    ['one consumer is missing', three, { b: 300, c: 200 }, 'down', 'consumer:a absence -'],
    ['the largest falls as all do', { a: 900, b: 60, c: 40 }, { a: 90, b: 6, c: 4 }, 'down', null],
    ['silence', three, {}, 'down', null],
    ['the only consumer is silent: it may be the tool', { a: 500 }, {}, 'down', null],
    ['a fall of 19 calls says nothing', { a: 19, b: 30 }, { b: 30 }, 'down', null],
    ['a fall of 20 does', { a: 20, b: 30 }, { b: 30 }, 'down', 'consumer:a absence -'],
  ])('%s', (_name, earlier, later, direction, expected) => {
    expect(named([...was(earlier), ...is(later)], { metric: 'invocations', direction })).toBe(expected)
  })

  it('have no codes for a cause, and a release only when they fall', () => {
    const cells = [...was(three), ...is({ a: 50, b: 30, c: 20 })]
    const release = { label: '2.4.0', levelBefore: null }
    expect(named(cells, { metric: 'invocations', direction: 'down', release })).toBe('version:2.4.0 absence -')
    const more = [...was(three), ...is({ a: 5000, b: 3000, c: 2000 })]
    expect(named(more, { metric: 'invocations', direction: 'up', release })).toBe(null)
  })
})

describe('latency and revenue', () => {
  const slow = (id: string, calls: number, ms: number, now = true) => good(id, calls, { now, latencySumMs: calls * ms })
  it.each<[string, AnomalyMetric, 'up' | 'down', Cell[], string | null]>([
    [
      'one consumer’s calls are slow',
      'latency',
      'up',
      [slow('a', 300, 100, false), slow('b', 300, 100, false), slow('a', 300, 2000), slow('b', 300, 100)],
      'consumer:a slowness -',
    ],
    ['all are slow', 'latency', 'up', [slow('a', 300, 100, false), slow('b', 300, 100, false), slow('a', 300, 800), slow('b', 300, 800)], null],
    [
      'slow calls that have become more',
      'latency',
      'up',
      [slow('a', 30, 2000, false), slow('b', 300, 100, false), slow('a', 600, 2000), slow('b', 300, 100)],
      'consumer:a slowness -',
    ],
    ['nothing to compare with', 'latency', 'up', [slow('a', 300, 2000), slow('b', 300, 100)], null],
    [
      'revenue of one consumer is missing',
      'revenue',
      'down',
      [
        good('a', 300, { now: false, costMicros: 3000 }),
        good('b', 300, { now: false, costMicros: 3000 }),
        good('a', 300),
        good('b', 300, { costMicros: 3000 }),
      ],
      'consumer:a absence -',
    ],
  ])('%s', (_name, metric, direction, cells, expected) => expect(named(cells, { metric, direction })).toBe(expected))
})
