import { describe, expect, it } from 'vitest'
import { findSuspects, type RouteScan } from './suspects'

const fine: RouteScan = { route: '/api/fine', ten: 100, thirty: 300, p95Ms: 120, usualP95Ms: 118, slow: 5, usualHour: 600, sixHours: 600 }
const kinds = (scan: Partial<RouteScan>) => findSuspects([{ ...fine, ...scan }]).map(({ kind }) => kind)

describe('a route is looked at', () => {
  it.each([
    ['as usual', {}, []],
    ['p95 at one and a half times, 60 ms above', { p95Ms: 180, usualP95Ms: 120 }, ['slow']],
    ['just below one and a half times', { p95Ms: 179, usualP95Ms: 120 }, []],
    ['three times, but by 49 ms only', { p95Ms: 73, usualP95Ms: 24 }, []],
    ['three times and by 50 ms', { p95Ms: 75, usualP95Ms: 25 }, ['slow']],
    ['slow, with 19 requests', { p95Ms: 900, thirty: 19 }, []],
    ['slow, with 20', { p95Ms: 900, thirty: 20 }, ['slow']],
    ['new: nothing is usual yet', { p95Ms: 900, usualP95Ms: null }, []],
    ['no traffic where 60 an hour are usual', { ten: 0, thirty: 0, p95Ms: null, usualHour: 60 }, ['silent']],
    ['no traffic where 59 are', { ten: 0, thirty: 0, p95Ms: null, usualHour: 59 }, []],
    ['5 of 100 are next to nothing', { ten: 5 }, ['silent']],
    ['6 of 100 are something', { ten: 6 }, []],
    ['none at night, when there are none', { ten: 0, thirty: 0, p95Ms: null, usualHour: 0, sixHours: 900 }, []],
    ['none on the first day, after a busy morning', { ten: 0, thirty: 0, p95Ms: null, usualHour: null, sixHours: 600 }, ['silent']],
  ])('%s', (_, scan, expected) => {
    expect(kinds(scan)).toEqual(expected)
  })

  it('with its share of all slow requests, and what counts as slow', () => {
    const [suspect] = findSuspects([fine, { ...fine, route: '/api/slow', p95Ms: 400, usualP95Ms: 100, slow: 95 }])
    expect(suspect).toEqual({ route: '/api/slow', kind: 'slow', slowerThanMs: 125, p95Ms: 400, usualP95Ms: 100, share: 0.95 })
  })

  it('three of each kind at most, the most used first', () => {
    const scans = [1, 2, 3, 4, 5].map((n) => ({ ...fine, route: `/${n}`, p95Ms: 900, thirty: 100 * n }))
    expect(findSuspects(scans).map(({ route }) => route)).toEqual(['/5', '/4', '/3'])
  })
})
