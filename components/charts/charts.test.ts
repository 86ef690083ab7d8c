import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { placeBand } from './band-scale'
import { clusterMarks } from './clusters'
import { labelPlace } from './label-place'
import { markPlaces } from './mark-places'
import { areaPath, linePath, niceTicks } from './scale'
import { bandText, describePlot, hasValues, plotAsCsv, plotOf } from './series'
import { timeTicks } from './time-ticks'

const at = (iso: string) => new Date(iso)
const utc = (iso: string) => Date.parse(iso)

describe('niceTicks', () => {
  it.each([
    ['a volume', 0, 937, [0, 250, 500, 750, 1000]],
    ['a rate', 0, 0.034, [0, 0.01, 0.02, 0.03, 0.04]],
    ['exactly full', 0, 100, [0, 25, 50, 75, 100]],
    ['below zero', -3, 4, [-4, -2, 0, 2, 4]],
    ['not from zero', 81, 88, [80, 82, 84, 86, 88]],
    ['one value', 7, 7, [0, 2, 4, 6, 8]],
    ['only zero', 0, 0, [0, 0.25, 0.5, 0.75, 1]],
  ])('%s', (_, low, high, ticks) => expect(niceTicks(low, high).ticks).toEqual(ticks))
})

describe('timeTicks', () => {
  it('has local midnights on a range of weeks', () => {
    const ticks = timeTicks(utc('2026-03-01T10:00Z'), utc('2026-03-08T10:00Z'), 'Europe/Berlin')
    expect(ticks.map((tick) => new Date(tick).toISOString())).toEqual(
      ['02', '03', '04', '05', '06', '07', '08'].map((day) => `2026-03-${String(Number(day) - 1).padStart(2, '0')}T23:00:00.000Z`),
    )
  })

  it('keeps to midnight when the clocks change', () => {
    const ticks = timeTicks(utc('2026-03-27T23:00Z'), utc('2026-03-31T00:00Z'), 'Europe/Berlin')
    expect(ticks.map((tick) => new Date(tick).toISOString())).toEqual([
      '2026-03-27T23:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T22:00:00.000Z',
    ])
  })

  it('has full hours on a day, also in a zone of half hours', () => {
    const ticks = timeTicks(utc('2026-03-02T00:00Z'), utc('2026-03-03T00:00Z'), 'Asia/Kolkata')
    expect(new Date(ticks[0] ?? 0).toISOString()).toBe('2026-03-02T00:30:00.000Z')
    expect((ticks[1] ?? 0) - (ticks[0] ?? 0)).toBe(3 * HOUR)
  })

  it('never has more labels than have room', () => {
    for (const days of [1, 2, 3, 7, 28, 60, 365]) expect(timeTicks(0, days * DAY, 'UTC').length).toBeLessThanOrEqual(9)
  })
})

describe('plotOf', () => {
  const points = [
    { at: at('2026-03-02T00:00Z'), value: 1 },
    { at: at('2026-03-03T00:00Z'), value: null },
    { at: at('2026-03-04T00:00Z'), value: 3 },
  ]
  const previous = [
    { at: at('2026-02-02T00:10Z'), value: 9 },
    { at: at('2026-02-03T00:00Z'), value: 8 },
    { at: at('2026-01-01T00:00Z'), value: 7 },
  ]

  it('lays the previous period over the rows and leaves out what lies elsewhere', () => {
    const plot = plotOf([{ id: 'calls', label: 'Calls', points, previous }], { label: 'previous 28 days', shiftMs: 28 * DAY })
    expect(plot.times).toEqual(points.map((point) => point.at.getTime()))
    expect(plot.lines.map(({ id, faint, values }) => ({ id, faint, values }))).toEqual([
      { id: 'calls-previous', faint: true, values: [9, 8, null] },
      { id: 'calls', faint: false, values: [1, null, 3] },
    ])
  })

  it('knows an empty chart', () => {
    expect(hasValues(plotOf([{ id: 'a', label: 'A', points: [] }], undefined))).toBe(false)
    expect(hasValues(plotOf([{ id: 'a', label: 'A', points: points.slice(1, 2) }], undefined))).toBe(false)
  })

  it('says in words what is drawn', () => {
    const text = describePlot(plotOf([{ id: 'calls', label: 'Calls', points }], undefined), 'count', 'UTC').replaceAll('\u00a0', ' ')
    expect(text).toBe(
      'Calls: 1 on 2 Mar 2026, 00:00 UTC, 3 on 4 Mar 2026, 00:00 UTC; lowest 1, highest 3 on 4 Mar 2026, 00:00 UTC; 1 of 3 moments without a value.',
    )
  })

  it('writes CSV that a spreadsheet cannot run', () => {
    const plot = plotOf([{ id: 'a', label: '=cmd(),"x"', points: points.slice(0, 2) }], undefined)
    expect(plotAsCsv(plot)).toBe('at,"\'=cmd(),""x"""\n2026-03-02T00:00:00.000Z,1\n2026-03-03T00:00:00.000Z,')
  })
})

describe('linePath', () => {
  it('breaks at gaps and draws a lone value as a dot', () => {
    expect(linePath([0, 1, 2, 3, 4], [0, 10, null, 5, null], [0, 4], [0, 10])).toBe('M0 1000L250 0M750 500h0')
  })
})

describe('clusterMarks', () => {
  it('puts together what would overlap and leaves out what is outside', () => {
    const marks = [5, 50, 6, 200].map((share) => ({ at: new Date(share) }))
    expect(clusterMarks(marks, [0, 100], 0.02).map(({ share, marks: inside }) => [share, inside.length])).toEqual([
      [0.05, 2],
      [0.5, 1],
    ])
  })
})

describe('labelPlace', () => {
  const at = (...values: (number | null)[]) => labelPlace(80, [{ values }], [0, 100], 200)
  it.each([
    ['free', [20, 20, 20, 20], { side: 'left', edge: 'above' }],
    ['a line above it at the start', [84, 84, 20, 20], { side: 'right', edge: 'above' }],
    ['a line above it all along', [84, 84, 84, 84], { side: 'left', edge: 'below' }],
    ['gaps cover nothing', [null, null, 84, 84], { side: 'left', edge: 'above' }],
    ['on both edges: the fewest', [84, 76, 76, 76], { side: 'right', edge: 'above' }],
  ])('%s', (_, values, place) => expect(at(...values)).toEqual(place))

  it('never leaves the plot', () => {
    expect(labelPlace(100, [], [0, 100], 200).edge).toBe('below')
    expect(labelPlace(0, [], [0, 100], 200).edge).toBe('above')
  })
})

describe('placeBand', () => {
  const band = { p25: 200, median: 260, p75: 400 }
  const ms = { better: 'lower', bounds: [0, Number.POSITIVE_INFINITY] } as const
  it.each<[string, Parameters<typeof placeBand>, ReturnType<typeof placeBand>]>([
    // From 0 (the unit's end) to 650, the better end at the right.
    [
      'lower is better',
      [band, 130, { ...ms, bounds: [0, Number.POSITIVE_INFINITY] }],
      { from: 1 - 400 / 650, to: 1 - 200 / 650, median: 0.6, own: 0.8, beyond: false },
    ],
    ['far behind', [band, 9_000, { ...ms, bounds: [0, 1e9] }], { from: 1 - 400 / 650, to: 1 - 200 / 650, median: 0.6, own: 0, beyond: true }],
    [
      'higher is better',
      [{ p25: 60, median: 70, p75: 80 }, 85, { better: 'higher', bounds: [0, 100] }],
      { from: 25 / 65, to: 45 / 65, median: 35 / 65, own: 50 / 65, beyond: false },
    ],
    [
      'all alike at the end of the unit',
      [{ p25: 1, median: 1, p75: 1 }, 0.9, { better: 'higher', bounds: [0, 1] }],
      { from: 1, to: 1, median: 1, own: 0.2, beyond: false },
    ],
    ['all zero', [{ p25: 0, median: 0, p75: 0 }, 0, { better: 'lower', bounds: [0, 1] }], { from: 1, to: 1, median: 1, own: 1, beyond: false }],
  ])('%s', (_, args, expected) => {
    const places = placeBand(...args)
    expect(places.beyond).toBe(expected.beyond)
    for (const key of ['from', 'to', 'median', 'own'] as const) expect(places[key]).toBeCloseTo(expected[key], 9)
  })
})

describe('what is usual', () => {
  const moments = [0, 1, 2, 3].map((hour) => new Date(hour * HOUR))
  const expected = { label: 'Usual', points: moments.map((moment, i) => ({ at: moment, low: i === 2 ? null : 1, high: i === 2 ? null : 3 })) }
  const plot = plotOf([{ id: 'a', label: 'A', points: moments.map((moment) => ({ at: moment, value: 2 })) }], undefined, expected)

  it('is read and copied beside the values', () => {
    expect(bandText(plot, 0, 'count')).toBe('1 to 3')
    expect(bandText(plot, 2, 'count')).toBe('not known')
    expect(plotAsCsv(plot).split('\n').slice(0, 2)).toEqual(['at,A,"Usual, from","Usual, to"', '1970-01-01T00:00:00.000Z,2,1,3'])
  })

  it('is an area with a gap where nothing is known; one moment alone has no area', () => {
    const { times, band } = plot
    expect(areaPath(times, band?.low ?? [], band?.high ?? [], [0, 4 * HOUR], [0, 4])).toBe('M0 250L250 250L250 750L0 750Z')
  })
})

describe('markPlaces', () => {
  const marks = [
    { id: 'a', at: at('2026-03-02T00:00Z'), label: 'Released', tone: 'info' as const },
    { id: 'b', at: at('2026-03-02T01:00Z'), label: 'It broke', tone: 'critical' as const, href: '/stories/b' },
    { id: 'c', at: at('2026-03-09T00:00Z'), label: 'It broke again', tone: 'warning' as const },
  ]
  const [from, to] = [utc('2026-03-01T00:00Z'), utc('2026-03-11T00:00Z')]

  it('puts close ones together, under the worst of them, and says all', () => {
    expect(markPlaces(marks, from, to, 'UTC', 0.1)).toEqual([
      {
        id: 'b',
        left: '10.000%',
        tone: 'critical',
        href: '/stories/b',
        count: 2,
        text: 'Released, 2 Mar 2026, 00:00\u00a0UTC; It broke, 2 Mar 2026, 01:00\u00a0UTC',
      },
      { id: 'c', left: '80.000%', tone: 'warning', href: undefined, count: 1, text: 'It broke again, 9 Mar 2026, 00:00\u00a0UTC' },
    ])
  })

  it('leaves apart what has room', () => expect(markPlaces(marks, from, to, 'UTC', 0.001).map(({ id }) => id)).toEqual(['a', 'b', 'c']))
})
