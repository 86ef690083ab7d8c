import { describe, expect, it } from 'vitest'
import { MINUTE } from '../lib/time'
import { bestScore, eventsAt, type LabelledSeries, type Scored, scoreAt, scoreCarried } from './bench-detection-score'

/** 200 rows every 5 minutes, wrong from row 100 to 119. Probation ends before row 30. */
const series: LabelledSeries = {
  name: 'made',
  times: Array.from({ length: 200 }, (_, i) => i * 5 * MINUTE),
  values: Array.from({ length: 200 }, () => 0),
  windows: [{ first: 100, last: 119 }],
}

function scored(given: Record<number, number>, of = series): Scored {
  return { series: of, scores: Float64Array.from(of.times, (_, row) => given[row] ?? 0) }
}

const sigmoid = (y: number) => 2 / (1 + Math.exp(5 * y)) - 1

describe('the score', () => {
  it('is 0 for silence and 100 for the first row of every window', () => {
    expect(bestScore([scored({})], 'standard')).toEqual({ score: 0, threshold: null })
    expect(bestScore([scored({ 100: 0.7 })], 'standard')).toEqual({ score: 100, threshold: 0.7 })
  })

  it('counts the best placed detection of a window, later ones less', () => {
    const late = 50 * (1 + sigmoid(-10 / 20) / sigmoid(-1))
    expect(scoreAt([scored({ 110: 0.7, 115: 0.9 })], 0.5, 'standard')).toBeCloseTo(late, 9)
    // The higher of the two alone stands later, so that the lower threshold is the better one.
    expect(bestScore([scored({ 110: 0.7, 115: 0.9 })], 'standard').threshold).toBe(0.7)
  })

  it.each([
    ['standard', 0.11, 1],
    ['reward_low_FP_rate', 0.22, 1],
    ['reward_low_FN_rate', 0.11, 2],
  ] as const)('charges for false positives and misses: %s', (profile, cost, missed) => {
    expect(scoreAt([scored({ 50: 1 })], 0.5, profile)).toBeCloseTo((100 * -cost) / (1 + missed), 9)
    expect(scoreAt([scored({ 100: 1, 50: 1, 60: 1 })], 0.5, profile)).toBeCloseTo((100 * (1 + missed - 2 * cost)) / (1 + missed), 9)
  })

  it('charges less just after a window than far from it', () => {
    const after = scoreAt([scored({ 120: 1 })], 0.5, 'standard')
    expect(after).toBeCloseTo(50 * 0.11 * sigmoid(1 / 19), 9)
    expect(scoreAt([scored({ 199: 1 })], 0.5, 'standard')).toBeCloseTo(50 * -0.11, 9)
  })

  it('does not see the probation', () => {
    expect(scoreAt([scored({ 29: 1 })], 0.5, 'standard')).toBe(0)
    expect(scoreAt([scored({ 30: 1 })], 0.5, 'standard')).toBeLessThan(0)
    const early = { ...series, windows: [{ first: 5, last: 29 }] }
    expect(eventsAt([scored({ 10: 1 }, early)], 0.5).windows).toBe(0)
  })

  it('takes rows of one score together', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [40 + i, 0.8]))
    expect(bestScore([scored({ ...many, 100: 0.8 })], 'standard')).toEqual({ score: 0, threshold: null })
  })

  it('of groups with thresholds of their own adds up to that of all', () => {
    const list = [scored({ 100: 0.7 }), scored({ 100: 0.3, 50: 0.2 })]
    expect(scoreCarried([{ scored: list, threshold: 0.3 }], 'standard')).toBeCloseTo(scoreAt(list, 0.3, 'standard'), 9)
    expect(
      scoreCarried(
        list.map((one, i) => ({ scored: [one], threshold: i === 0 ? 0.7 : 0.3 })),
        'standard',
      ),
    ).toBe(100)
  })
})

describe('the events', () => {
  it('join detections of an hour to one alert, and reopen after a day', () => {
    const rows = Object.fromEntries([40, 45, 57, 70].map((row) => [row, 1]))
    // 57 is an hour after 45 and belongs to it; 70 is more than an hour after 57.
    expect(eventsAt([scored(rows)], 0.5).falseAlerts).toBe(2)
    const long: LabelledSeries = { ...series, times: Array.from({ length: 700 }, (_, i) => i * 5 * MINUTE), windows: [] }
    const on = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [110 + i, 1]))
    expect(eventsAt([scored(on, long)], 0.5).falseAlerts).toBe(2)
  })

  it('count an alert that touches a window as right, and windows once', () => {
    const events = eventsAt([scored({ 98: 1, 101: 1, 110: 1, 150: 1 })], 0.5)
    expect(events).toMatchObject({ windows: 1, found: 1, falseAlerts: 1, precision: 0.5, recall: 1 })
    expect(events.f1).toBeCloseTo(2 / 3, 9)
    expect(events.falseAlertsPerSeriesWeek).toBeCloseTo(1 / ((169 * 5) / (7 * 24 * 60)), 9)
  })
})
