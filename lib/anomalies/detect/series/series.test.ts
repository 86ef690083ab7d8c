import { describe, expect, it } from 'vitest'
import { DAY, MINUTE, WEEK } from '@/lib/time'
import { emptySeries, observeSeries, type SeriesConfig, type SeriesState, type SeriesVerdict, seriesConfig } from './series'

interface Point {
  at: number
  value: number
}

const START = 2_000 * WEEK

/** Uniform noise that is the same every time. */
function noise(i: number): number {
  const x = Math.sin(i * 12.9898) * 43758.5453
  return x - Math.floor(x) - 0.5
}

/** Nine days of 5-minute values with a day/night curve and noise; `change` plants what is unusual. */
function daily(change: (value: number, i: number) => number = (value) => value): Point[] {
  return Array.from({ length: 9 * 288 }, (_, i) => ({
    at: START + i * 5 * MINUTE,
    value: change(100 + 40 * Math.sin((2 * Math.PI * i) / 288) + 8 * noise(i), i),
  }))
}

function run(points: readonly Point[], state: SeriesState = emptySeries(), config?: SeriesConfig): SeriesVerdict[] {
  return points.map((point) => observeSeries(state, point, config))
}

/** What a benchmark or a caller sees of a verdict, with the strength to nine digits. */
function seen({ strength, news, outcome }: SeriesVerdict) {
  return { strength: Number(strength.toPrecision(9)), news, outcome }
}

const spiked = daily((value, i) => (i === 2_000 ? 900 : value))

describe('the series detector', () => {
  it('is silent for the first 200 values', () => {
    const outcomes = run(spiked).map(({ outcome }) => outcome)
    expect(outcomes.lastIndexOf('insufficient')).toBe(198)
  })

  it('knows nothing of what comes later', () => {
    const ahead = run(spiked)
    for (const length of [150, 500, 1_999, 2_001]) expect(run(spiked.slice(0, length))).toEqual(ahead.slice(0, length))
  })

  it('goes on from a stored state as if nothing had happened, wherever it was stored', () => {
    const whole = run(spiked)
    for (const cut of [1, 47, 300, 1_111, 2_000]) {
      const before = emptySeries()
      run(spiked.slice(0, cut), before)
      const stored: SeriesState = JSON.parse(JSON.stringify(before))
      expect(run(spiked.slice(cut), stored)).toEqual(whole.slice(cut))
    }
  })

  it('sees the same when the series is moved by whole weeks', () => {
    const moved = spiked.map(({ at, value }) => ({ at: at + 5 * WEEK, value }))
    expect(run(moved)).toEqual(run(spiked))
  })

  it.each([1_000, 1e-6, 7.3])('sees the same when the values are multiplied by %s', (factor) => {
    const scaled = spiked.map(({ at, value }) => ({ at, value: value * factor }))
    expect(run(scaled).map(seen)).toEqual(run(spiked).map(seen))
  })

  it('finds a value far out, says so in a sentence, and counts it once', () => {
    const verdicts = run(spiked)
    expect(verdicts[2_000]).toMatchObject({ outcome: 'anomaly', news: true, observed: 900 })
    expect(verdicts[2_000]?.reason).toMatch(/^900 where .+ to .+ is usual: .+ is seen less than once in a million values\.$/)
    expect(verdicts.slice(2_001, 2_101).filter(({ news }) => news)).toEqual([])
  })

  it.each([
    ['a level that stays up', (value: number, i: number) => (i >= 2_000 ? value + 150 : value)],
    ['swings', (value: number, i: number) => (i >= 2_000 ? value + (i % 2 === 0 ? 60 : -60) : value)],
    ['a flat line', (value: number, i: number) => (i >= 2_000 ? 140 : value)],
    ['night at noon', (value: number, i: number) => (i >= 2_000 ? 200 - value : value)],
  ])('finds %s within six hours', (_, change) => {
    const verdicts = run(daily(change))
    expect(verdicts.slice(2_000, 2_072).some(({ outcome }) => outcome === 'anomaly')).toBe(true)
  })

  it('leaves an undisturbed series alone', () => {
    const told = run(daily()).filter(({ outcome, news }) => news && outcome === 'anomaly')
    expect(told.length).toBeLessThanOrEqual(1)
  })

  it('can be told nothing by a series that never changes', () => {
    const flat = Array.from({ length: 1_000 }, (_, i) => ({ at: START + i * 5 * MINUTE, value: 3 }))
    const verdicts = run(flat)
    expect(verdicts.every(({ outcome, z }) => outcome !== 'anomaly' && z === null)).toBe(true)
  })

  it('keeps its state within bounds', () => {
    const state = emptySeries()
    for (let i = 0; i < 30 * 288; i++) observeSeries(state, { at: START + i * 5 * MINUTE, value: 50 + 10 * noise(i) + (i % 288) / 10 })
    expect(state.daily.means.length).toBe(1_344)
    expect(state.course.means.length).toBe(1_008)
    for (const history of Object.values(state.histories)) expect(history.means.length).toBeLessThanOrEqual(151)
    expect(state.daily.ends.at(0)).toBeGreaterThanOrEqual(START + 2 * DAY)
  })

  it('draws the line between candidate and anomaly where it is told to', () => {
    const strength = run(spiked)[2_000]?.strength ?? 0
    const outcomeAt = (anomaly: number) => run(spiked.slice(0, 2_001), emptySeries(), { ...seriesConfig, anomaly }).at(-1)?.outcome
    expect(outcomeAt(strength)).toBe('anomaly')
    expect(outcomeAt(strength + 1e-9)).toBe('candidate')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    expect(() => observeSeries(emptySeries(), { at: START, value })).toThrow(RangeError)
  })
})
