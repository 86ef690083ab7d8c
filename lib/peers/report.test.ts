import { describe, expect, it } from 'vitest'
import type { PeerGroup, PeerMetricId } from './model'
import { assemblePeers, betterThanLabel, peerHeadline, peerValueLabel, quartilesLabel, type Standing } from './report'

const asOf = new Date('2026-03-01T00:00:00Z')
const now = new Date('2026-03-01T09:00:00Z')
const standing = (metric: PeerMetricId, change: Partial<Standing> = {}): Standing => ({
  category: '',
  metric,
  state: 'ranked',
  value: 0.012,
  volume: 1_200,
  betterThan: 0.856,
  ...change,
})
const quartiles = { category: '', metric: 'error_rate', p25: 0.01, median: 0.02, p75: 0.04 }
const facts = { asOf, now, minimum: 20, standings: [standing('error_rate')], weekBefore: [], quartiles: [quartiles] }
const first = (report: ReturnType<typeof assemblePeers>) => report.groups[0]?.metrics[0]

describe('the report', () => {
  it('a ranked figure: cut to whole percent, with quartiles and the week before', () => {
    const report = assemblePeers({ ...facts, weekBefore: [standing('error_rate', { betterThan: 0.7999 })] })
    expect(report).toMatchObject({ state: 'compared', stale: false, minimum: 20 })
    expect(first(report)).toEqual({
      id: 'error_rate',
      title: 'Error rate',
      unit: 'ratio',
      better: 'lower',
      state: 'ranked',
      reason: null,
      value: 0.012,
      valueLabel: '1.2\u00a0%',
      betterThan: 0.85,
      betterThanWeekBefore: 0.79,
      quartiles: { p25: 0.01, median: 0.02, p75: 0.04 },
    })
  })

  it.each<[string, Partial<typeof facts>, object]>([
    ['nothing calculated yet', { asOf: null as never, standings: [] }, { state: 'none', asOf: null, stale: false, groups: [] }],
    ['a new developer', { standings: [standing('score', { state: 'new', value: null, betterThan: null })] }, { state: 'new', groups: [] }],
    [
      'a developer whom nobody calls',
      { standings: [standing('score', { state: 'inactive', value: null, betterThan: null })] },
      { state: 'inactive', groups: [] },
    ],
    ['the night before last', { now: new Date('2026-03-02T23:59:59Z') }, { stale: false }],
    ['older', { now: new Date('2026-03-03T00:00:00Z') }, { stale: true }],
  ])('%s', (_, change, expected) => {
    expect(assemblePeers({ ...facts, ...change })).toMatchObject(expected)
  })

  it.each<[string, Standing, object]>([
    ['too few peers', standing('error_rate', { state: 'too_few', betterThan: null }), { state: 'too_few', value: 0.012, betterThan: null, quartiles: null }],
    [
      'no call',
      standing('error_rate', { state: 'not_applicable', value: null, volume: null, betterThan: null }),
      { state: 'not_applicable', reason: 'No rated calls in 28 days.', quartiles: null },
    ],
    [
      'too few calls',
      standing('error_rate', { state: 'not_applicable', value: null, volume: 29, betterThan: null }),
      { state: 'not_applicable', reason: '29 rated calls in 28 days; compared from 30 on.' },
    ],
    [
      'one review',
      standing('rating', { state: 'not_applicable', value: null, volume: 1, betterThan: null }),
      { reason: '1 review in 28 days; compared from 5 on.' },
    ],
  ])('%s', (_, own, expected) => {
    // Quartiles of another group never slip in.
    expect(first(assemblePeers({ ...facts, standings: [own], quartiles: [{ ...quartiles, category: 'search' }] }))).toMatchObject(expected)
  })

  it('everybody comes first, then the categories by name', () => {
    const standings = ['search', '', 'maps'].map((category) => standing('error_rate', { category }))
    expect(assemblePeers({ ...facts, standings }).groups.map(({ category }) => category)).toEqual([null, 'maps', 'search'])
  })
})

describe('in words', () => {
  const group = (...shares: [PeerMetricId, number][]): PeerGroup => ({
    category: null,
    metrics: assemblePeers({
      ...facts,
      standings: shares.map(([metric, betterThan]) => standing(metric, { betterThan })),
      quartiles: shares.map(([metric]) => ({ ...quartiles, metric })),
    }).groups.flatMap(({ metrics }) => metrics),
  })

  it.each<[string, PeerGroup, string | null]>([
    ['nothing ranked', group(), null],
    ['mixed', group(['latency', 0.2], ['uptime', 0.9]), 'Strongest among developers in health check uptime, weakest in average latency'],
    ['good', group(['latency', 0.6], ['uptime', 0.9]), 'In the better half of developers in everything compared; health check uptime stands out most'],
    ['one figure', group(['latency', 0.6]), 'Average latency: better than 60\u00a0% of developers'],
    [
      'in a category',
      { ...group(['latency', 0.2], ['uptime', 0.9]), category: 'maps' },
      'Strongest among developers in maps in health check uptime, weakest in average latency',
    ],
    ['behind', group(['latency', 0.2], ['uptime', 0.3]), 'Most developers are ahead in everything compared; average latency is furthest behind'],
  ])('%s', (_, of, expected) => {
    expect(peerHeadline(of)).toBe(expected)
  })

  it.each<[number, string]>([
    [0.85, 'better than 85\u00a0% of developers'],
    [1, 'better than all other developers'],
    [0, 'behind all other developers'],
  ])('%d', (share, expected) => {
    expect(betterThanLabel(share, 'developers')).toBe(expected)
  })

  it.each<[PeerMetricId, number, string]>([
    ['error_rate', 0.008, '0.8\u00a0%'],
    ['latency', 230, '230\u00a0ms'],
    ['uptime', 0.9987, '99.87\u00a0%'],
    ['score', 87, '87 points'],
    ['rating', 4.4, '4.4 stars'],
    ['rating', 4.6667, '4.67 stars'],
  ])('%s %d reads %s', (metric, value, expected) => {
    expect(peerValueLabel(metric, value)).toBe(expected)
  })

  it.each<[PeerMetricId, [number, number, number], string]>([
    ['latency', [240, 340, 550], 'about 240 to 550\u00a0ms, median 340\u00a0ms'],
    ['latency', [550, 800, 1_200], 'about 550\u00a0ms to 1.2\u00a0s, median 800\u00a0ms'],
    ['score', [60, 73, 83], 'about 60 to 83 points, median 73 points'],
    ['uptime', [1, 1, 1], 'at about 100\u00a0%'],
  ])('%s %j reads %s', (metric, [p25, median, p75], expected) => {
    expect(quartilesLabel(metric, { p25, median, p75 })).toBe(expected)
  })
})
