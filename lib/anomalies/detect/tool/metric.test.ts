import { describe, expect, it } from 'vitest'
import { DAY, MINUTE, WEEK } from '@/lib/time'
import { emptyMetric, type MetricState, observeMetric } from './metric'
import { type Metric, type MetricConfig, type MetricWindow, metricConfig } from './model'

const START = 2_000 * WEEK
const WINDOW = 5 * MINUTE
/** The tests alone; the series detector beside them has its own. */
const rules: MetricConfig = { ...metricConfig, series: null }

/** The same every time, 0..1. */
function noise(i: number): number {
  const x = Math.sin(i * 78.233) * 43758.5453
  return x - Math.floor(x)
}

/** 40 calls more or less every 5 minutes by day and fewer by night, every 50th failing, 200 ms, 1 cent each. */
function healthy(i: number, metric: Metric): MetricWindow {
  const calls = Math.round(40 + 20 * Math.sin((2 * Math.PI * i) / 288) + 6 * (noise(i) - 0.5))
  const value = { error_rate: (i * calls) % 50 < calls ? 1 : 0, latency: 200 + 20 * (noise(i + 0.5) - 0.5), invocations: calls, revenue: calls * 10_000 }[
    metric
  ]
  return { at: START + (i + 1) * WINDOW, calls, value }
}

/** Verdicts of the windows from `from` on, `change` planting what is wrong. */
function judge(metric: Metric, { days = 10, from = 10 * 288, count = 12, config = rules }, change: (window: MetricWindow, i: number) => MetricWindow) {
  const state = emptyMetric()
  for (let i = (10 - days) * 288; i < from; i++) observeMetric(state, metric, healthy(i, metric), config)
  return Array.from({ length: count }, (_, i) => observeMetric(state, metric, change(healthy(from + i, metric), i), config))
}

const outcomes = (...args: Parameters<typeof judge>) => judge(...args).map(({ outcome }) => outcome)

describe('a healthy tool', () => {
  it.each(['error_rate', 'latency', 'invocations', 'revenue'] as const)('is left alone for two weeks: %s', (metric) => {
    expect(outcomes(metric, { count: 14 * 288 }, (window) => window).filter((outcome) => outcome !== 'none')).toEqual([])
  })

  it('is not judged before 7 days', () => {
    const windows = outcomes('invocations', { days: 10, from: 0, count: 0 }, (window) => window)
    expect(windows).toEqual([])
    expect(outcomes('invocations', { days: 6 }, (window) => ({ ...window, calls: 0, value: 0 }))).not.toContain('anomaly')
  })
})

describe('a broken tool', () => {
  it('whose calls stop is found in ten minutes, in words', () => {
    const verdicts = judge('invocations', {}, (window) => ({ ...window, calls: 0, value: 0 }))
    expect(verdicts.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['none', 'anomaly'])
    expect(verdicts[4]?.reason).toMatch(/^No call for 25.min, usually 2\d\d in 30.min at this time\.$/)
    expect(verdicts[4]?.z).toBeLessThan(-4)
  })

  it('whose calls fail eightfold is found in twenty minutes, in words', () => {
    const verdicts = judge('error_rate', {}, (window) => ({ ...window, value: Math.round(window.calls * 0.16) }))
    expect(verdicts.slice(0, 4).some(({ outcome }) => outcome === 'anomaly')).toBe(true)
    expect(verdicts[5]?.reason).toMatch(/^\d\d of 2\d\d calls failed in 30.min, usually \d \(.+.%\)\.$/)
  })

  it('that answers in twice the time is found in half an hour, in words', () => {
    const verdicts = judge('latency', {}, (window) => ({ ...window, value: (window.value ?? 0) * 2 }))
    expect(verdicts.slice(0, 6).some(({ outcome }) => outcome === 'anomaly')).toBe(true)
    expect(verdicts[5]?.reason).toMatch(/^The median call took 4\d\d.ms in 30.min, usually 1\d\d.ms to 2\d\d.ms at this time\.$/)
  })

  it('that earns a tenth is found in half an hour, in words', () => {
    const verdicts = judge('revenue', {}, (window) => ({ ...window, value: (window.value ?? 0) / 10 }))
    expect(verdicts.slice(0, 6).some(({ outcome }) => outcome === 'anomaly')).toBe(true)
    expect(verdicts[5]?.reason).toMatch(/^\$0\.\d\d in 30.min, usually \$2\.\d\d at this time\.$/)
  })
})

describe('the limits of the tests', () => {
  const errors = (value: number, calls: number) => (window: MetricWindow) => ({ ...window, value, calls })

  it.each([
    ['one error short of five', 4 / 6, 60],
    ['one call short of fifty in the half hour', 8, 49 / 6],
    ['less than twice the usual rate', 38, 1_000],
  ])('%s is nothing', (_, value, calls) => {
    expect(outcomes('error_rate', {}, errors(value, calls)).slice(5)).not.toContain('anomaly')
  })

  it('a drop to 60 % is nothing, to 40 % an anomaly', () => {
    const dropped = (share: number) => (window: MetricWindow) => ({
      ...window,
      calls: Math.round(window.calls * share),
      value: Math.round(window.calls * share),
    })
    expect(outcomes('invocations', {}, dropped(0.6))).not.toContain('anomaly')
    expect(outcomes('invocations', {}, dropped(0.4)).slice(-1)).toEqual(['anomaly'])
  })

  it('what helps is no anomaly: fewer errors, faster, more calls, more revenue', () => {
    expect(outcomes('error_rate', {}, (window) => ({ ...window, value: 0 }))).not.toContain('anomaly')
    expect(outcomes('latency', {}, (window) => ({ ...window, value: 20 }))).not.toContain('anomaly')
    expect(outcomes('invocations', {}, (window) => ({ ...window, calls: window.calls * 9, value: window.calls * 9 }))).not.toContain('anomaly')
    expect(outcomes('revenue', {}, (window) => ({ ...window, value: (window.value ?? 0) * 9 }))).not.toContain('anomaly')
  })

  it('one window alone is a candidate, two in a row are an anomaly', () => {
    const flood = judge('error_rate', {}, (window) => ({ ...window, value: window.calls }))
    expect(flood.slice(0, 2).map(({ outcome }) => outcome)).toEqual(['candidate', 'anomaly'])
    expect(outcomes('error_rate', { config: { ...rules, persistence: 3 } }, (window) => ({ ...window, value: window.calls })).slice(0, 3)).toEqual([
      'candidate',
      'candidate',
      'anomaly',
    ])
  })

  it('what only the series detector finds is a candidate at most', () => {
    const seen = outcomes('invocations', { config: metricConfig }, (window) => ({ ...window, calls: window.calls * 9, value: window.calls * 9 }))
    expect(seen).toContain('candidate')
    expect(seen).not.toContain('anomaly')
  })
})

describe('the state of a metric', () => {
  const windows = Array.from({ length: 9 * 288 }, (_, i) => {
    const window = healthy(i, 'error_rate')
    return i > 8 * 288 && i < 8 * 288 + 20 ? { ...window, value: window.calls } : window
  })
  const run = (list: readonly MetricWindow[], state: MetricState) => list.map((window) => observeMetric(state, 'error_rate', window))
  const whole = run(windows, emptyMetric())

  it('goes on from where it was stored, and knows nothing of what comes later', () => {
    for (const cut of [3, 1_000, 8 * 288 + 1]) {
      const state = emptyMetric()
      expect(run(windows.slice(0, cut), state)).toEqual(whole.slice(0, cut))
      const stored: MetricState = JSON.parse(JSON.stringify(state))
      expect(run(windows.slice(cut), stored)).toEqual(whole.slice(cut))
    }
  })

  it('does not change by a window that it has judged', () => {
    const state = emptyMetric()
    run(windows.slice(0, 500), state)
    const before = JSON.stringify(state)
    expect(observeMetric(state, 'error_rate', windows[499] as MetricWindow).outcome).toBe('insufficient')
    expect(JSON.stringify(state)).toBe(before)
  })

  it('does not care which week it is', () => {
    const moved = windows.map((window) => ({ ...window, at: window.at + 3 * WEEK }))
    expect(run(moved, emptyMetric())).toEqual(whole)
  })

  it('is not taught by an incident: the usual rate after a day of failure is the one before', () => {
    const state = emptyMetric()
    for (let i = 0; i < 20 * 288; i++) {
      const window = healthy(i, 'error_rate')
      observeMetric(state, 'error_rate', i >= 15 * 288 && i < 16 * 288 ? { ...window, value: window.calls } : window, rules)
    }
    expect(state.rate).toBeLessThan(0.03)
    expect(state.halfHours.ends.length).toBeLessThanOrEqual((28 * DAY) / (30 * MINUTE) + 2)
  })
})
