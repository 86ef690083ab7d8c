import { describe, expect, it } from 'vitest'
import { type AnomalyMetric, anomalyMetrics } from '@/lib/anomalies/model'
import { MINUTE, WEEK } from '@/lib/time'
import { HALF_HOUR, slotAt } from './half-hours'
import { emptyMemory, forgetAfter, nothingOpen, observeTool, shippedConfig, type ToolMemory, takeStock } from './memory'
import { metricConfig, type ToolWindow, tightened } from './model'

const START = 2_000 * WEEK
const WINDOW = 5 * MINUTE
const DAYS = 10
const observation = { openSince: nothingOpen, planned: false, config: shippedConfig }

/** The same every time, 0..1. */
function noise(i: number): number {
  const x = Math.sin(i * 78.233) * 43758.5453
  return x - Math.floor(x)
}

/** 40 calls more or less every 5 minutes by day and fewer by night, every 50th failing, 200 ms, 1 cent each. */
function healthy(i: number): ToolWindow {
  const calls = Math.round(40 + 20 * Math.sin((2 * Math.PI * i) / 288) + 6 * (noise(i) - 0.5))
  const latencyMs = 200 + 20 * (noise(i + 0.5) - 0.5)
  return {
    at: START + (i + 1) * WINDOW,
    calls,
    rated: calls,
    errors: (i * calls) % 50 < calls ? 1 : 0,
    latencyMs,
    latencyCalls: calls,
    revenueMicros: calls * 10_000,
  }
}

function see(memory: ToolMemory, window: ToolWindow, config = shippedConfig) {
  const { verdicts } = observeTool(memory, window, { ...observation, config })
  if (window.at % HALF_HOUR === 0 && slotAt(window.at) === 0) takeStock(memory, window.at)
  return verdicts
}

function warmed(from: number, days: number): ToolMemory {
  const memory = emptyMemory(START + (from - days * 288) * WINDOW)
  for (let i = from - days * 288; i < from; i++) see(memory, healthy(i))
  return memory
}
const warm = warmed(DAYS * 288, DAYS)

/** Outcomes of one metric from the end of the warm-up on, `change` planting what is wrong. */
function outcomes(metric: AnomalyMetric, change: (window: ToolWindow) => ToolWindow, { count = 12, memory = warm, config = shippedConfig } = {}) {
  const copy = structuredClone(memory)
  return Array.from({ length: count }, (_, i) => see(copy, change(healthy(DAYS * 288 + i)), config)[metric])
}
const kinds = (verdicts: ReturnType<typeof outcomes>) => verdicts.map(({ outcome }) => outcome)
const quiet = (window: ToolWindow): ToolWindow => ({ ...window, calls: 0, rated: 0, errors: 0, latencyMs: null, latencyCalls: 0, revenueMicros: 0 })

describe('a healthy tool', () => {
  it.each(anomalyMetrics)('is left alone for two weeks: %s', (metric) => {
    expect(kinds(outcomes(metric, (window) => window, { count: 14 * 288 })).filter((outcome) => outcome === 'anomaly')).toEqual([])
  })

  it('is not judged before 7 days', () => {
    expect(kinds(outcomes('invocations', quiet, { memory: warmed(DAYS * 288, 6) }))).toEqual(Array.from({ length: 12 }, () => 'insufficient'))
  })
})

describe('a broken tool', () => {
  it('whose calls stop is found in ten minutes, in words', () => {
    const verdicts = outcomes('invocations', quiet)
    expect(kinds(verdicts).slice(0, 2)).toEqual(['none', 'anomaly'])
    expect(verdicts[4]?.reason).toMatch(/^No call for 25.min, usually 2\d\d in 30.min at this time\.$/)
    expect(verdicts[4]?.z).toBeLessThan(-4)
  })

  it('whose calls fail eightfold is found in twenty minutes, in words', () => {
    const verdicts = outcomes('error_rate', (window) => ({ ...window, errors: Math.round(window.calls * 0.16) }))
    expect(kinds(verdicts).slice(0, 4)).toContain('anomaly')
    expect(verdicts[5]?.reason).toMatch(/^\d\d of 2\d\d calls failed in 30.min, usually \d \(.+.%\)\.$/)
  })

  it('that answers in twice the time is found in half an hour', () => {
    expect(kinds(outcomes('latency', (window) => ({ ...window, latencyMs: (window.latencyMs ?? 0) * 2 }))).slice(0, 6)).toContain('anomaly')
  })

  it('a drop to 60 % is nothing, to 40 % an anomaly', () => {
    const dropped = (share: number) => (window: ToolWindow) => ({ ...window, calls: Math.round(window.calls * share) })
    expect(kinds(outcomes('invocations', dropped(0.6)))).not.toContain('anomaly')
    expect(kinds(outcomes('invocations', dropped(0.4))).at(-1)).toBe('anomaly')
  })

  it('what helps is no anomaly: fewer errors, faster, more calls, more revenue', () => {
    expect(kinds(outcomes('error_rate', (window) => ({ ...window, errors: 0 })))).not.toContain('anomaly')
    expect(kinds(outcomes('latency', (window) => ({ ...window, latencyMs: 20 })))).not.toContain('anomaly')
    expect(kinds(outcomes('invocations', (window) => ({ ...window, calls: window.calls * 9 })))).not.toContain('anomaly')
    expect(kinds(outcomes('revenue', (window) => ({ ...window, revenueMicros: window.revenueMicros * 9 })))).not.toContain('anomaly')
  })

  it('one window alone is a candidate, so many in a row as asked for are an anomaly', () => {
    const flood = (window: ToolWindow) => ({ ...window, errors: window.calls })
    expect(kinds(outcomes('error_rate', flood)).slice(0, 2)).toEqual(['candidate', 'anomaly'])
    const slower = { ...shippedConfig, error_rate: { ...metricConfig, persistence: 3 } }
    expect(kinds(outcomes('error_rate', flood, { config: slower })).slice(0, 3)).toEqual(['candidate', 'candidate', 'anomaly'])
  })

  it('is over ten minutes after the last bad one, though the half hour still holds it', () => {
    const copy = structuredClone(warm)
    for (let i = 0; i < 4; i++) see(copy, { ...healthy(DAYS * 288 + i), errors: 30 })
    const after = [4, 5, 6].map((i) => see(copy, healthy(DAYS * 288 + i)).error_rate)
    expect(after.map(({ stillBad }) => stillBad)).toEqual([true, false, false])
    expect(after.map(({ found }) => found > 0)).toEqual([true, true, true])
  })

  it('a tightened metric asks for more', () => {
    expect(tightened(metricConfig, 0)).toEqual(metricConfig)
    expect(tightened(metricConfig, 2).levelDeviations).toBe(6)
    const some = (window: ToolWindow) => ({ ...window, errors: 4 })
    const strict = { ...shippedConfig, error_rate: tightened(metricConfig, 8) }
    expect(kinds(outcomes('error_rate', some))).toContain('anomaly')
    expect(kinds(outcomes('error_rate', some, { config: strict }))).not.toContain('anomaly')
  })
})

describe('what is remembered', () => {
  it('can forget the latest window and see it again', () => {
    const once = structuredClone(warm)
    const twice = structuredClone(warm)
    const window = { ...healthy(DAYS * 288), errors: 30 }
    const verdicts = see(once, window)
    see(twice, healthy(DAYS * 288))
    expect(forgetAfter(twice, window.at - WINDOW)).toBe(true)
    expect(see(twice, window)).toEqual(verdicts)
    expect(forgetAfter(structuredClone(warm), (warm.recent.at(-1)?.window.at ?? 0) - HALF_HOUR)).toBe(false)
  })

  it('is not taught by an incident, nor by a planned event', () => {
    const memory = emptyMemory(START)
    for (let i = 0; i < 20 * 288; i++) see(memory, i >= 15 * 288 && i < 16 * 288 ? { ...healthy(i), errors: healthy(i).calls } : healthy(i))
    expect(memory.parameters.error_rate.rate).toBeLessThan(0.03)
    const planned = structuredClone(warm)
    const at = planned.recent.at(-1)?.window.at ?? 0
    const before = structuredClone(planned.slots)
    for (let i = 0; i < 6; i++) observeTool(planned, quiet(healthy(DAYS * 288 + i)), { ...observation, planned: true })
    expect(planned.recent.at(-1)?.window.at).toBe(at + 6 * WINDOW)
    expect(planned.slots).toEqual(before)
  })
})
