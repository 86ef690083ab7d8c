import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { type Level, onsetOf, pooled } from './onset'
import { type Change, rankSuspects } from './suspects'

const onset = new Date('2026-03-02T14:00:00Z')
const minutes = (count: number) => new Date(onset.getTime() + count * MINUTE)
const change = (at: number, over: Partial<Change> = {}): Change => ({
  kind: 'deploy',
  label: `at ${at}`,
  at: minutes(at),
  until: minutes(at),
  toolIds: ['t1'],
  ...over,
})
const rank = (changes: Change[], toolIds = ['t1']) =>
  rankSuspects(changes, { onset, lastBadAt: minutes(60), toolIds }).map(({ label, likelihood }) => `${label}: ${Math.round(likelihood * 100)}`)

describe('rankSuspects', () => {
  const incident = (at: number, until: number | null) => change(at, { kind: 'provider_incident', until: until === null ? null : minutes(until) })
  it.each<[string, Change[], string[], string[]]>([
    ['at the onset', [change(0)], ['t1'], ['at 0: 100']],
    ['within the slack of clocks', [change(8)], ['t1'], ['at 8: 100']],
    ['after it', [change(8.1)], ['t1'], []],
    ['an hour before', [change(-60)], ['t1'], ['at -60: 50']],
    ['the nearest first', [change(-60), change(-30), change(-120)], ['t1'], ['at -30: 71', 'at -60: 50', 'at -120: 25']],
    ['so long before that it is none', [change(-260)], ['t1'], []],
    ['just not', [change(-259)], ['t1'], ['at -259: 5']],
    ['of one of two tools', [change(0)], ['t1', 't2'], ['at 0: 50']],
    ['of another tool', [change(0)], ['t2'], []],
    ['of every tool', [change(0, { toolIds: null })], ['t1', 't2'], ['at 0: 80']],
    ['an incident that was open', [incident(-600, null)], ['t1'], ['at -600: 100']],
    ['an incident that was over', [incident(-600, 0)], ['t1'], []],
    ['an incident declared in half an hour', [incident(30, null)], ['t1'], ['at 30: 100']],
    ['an incident declared later', [incident(31, null)], ['t1'], []],
    ['five at most', [0, -1, -2, -3, -4, -5].map((at) => change(at)), ['t1'], ['at 0: 100', 'at -1: 99', 'at -2: 98', 'at -3: 97', 'at -4: 95']],
    ['none', [], ['t1'], []],
  ])('%s', (_name, changes, tools, expected) => expect(rank(changes, tools)).toEqual(expected))

  it('names the tool of a change that concerns one', () => {
    expect(rankSuspects([change(0), change(-1, { toolIds: null })], { onset, lastBadAt: minutes(5), toolIds: ['t1'] }).map(({ toolId }) => toolId)).toEqual([
      't1',
      null,
    ])
  })
})

describe('onsetOf', () => {
  const level = (at: number, errors: number, rated = 100): Level => ({
    at: minutes(at),
    calls: rated,
    rated,
    errors,
    latencyCount: rated,
    latencySumMs: rated * 100,
    revenueMicros: 0,
  })
  const rates = { metric: 'error_rate' as const, usual: 0.01, observed: 0.21, startedAt: minutes(20) }
  const calls = { metric: 'invocations' as const, usual: 100, observed: 0, startedAt: minutes(20) }
  const began = (event: Parameters<typeof onsetOf>[0], levels: Level[]) => (onsetOf(event, levels).getTime() - onset.getTime()) / MINUTE
  it.each<[string, Parameters<typeof onsetOf>[0], Level[], number]>([
    ['the first of the bad windows', rates, [level(-5, 1), level(0, 20), level(5, 20), level(10, 20), level(15, 20)], 0],
    ['half way is bad', rates, [level(-5, 1), level(0, 11), level(5, 20), level(10, 20), level(15, 20)], 0],
    ['less is not', rates, [level(-10, 1), level(-5, 1), level(0, 10), level(5, 20), level(10, 20), level(15, 20)], 5],
    ['one good window between', rates, [level(-10, 1), level(-5, 1), level(0, 20), level(5, 1), level(10, 20), level(15, 20)], 0],
    ['two good windows between', rates, [level(-5, 20), level(0, 1), level(5, 1), level(10, 20), level(15, 20)], 10],
    ['windows without calls say nothing of rates', rates, [level(-15, 1), level(-10, 1), level(-5, 20), level(15, 20)], -5],
    ['windows without calls are silent', calls, [level(-10, 0), level(-5, 0), level(0, 0)], 5],
    ['no windows at all', rates, [], 15],
    ['nothing but usual windows', rates, [level(5, 1), level(10, 1), level(15, 1)], 15],
    ['an hour back at most', { ...rates, startedAt: minutes(20) }, Array.from({ length: 40 }, (_, i) => level(15 - i * 5, 20)), -40],
  ])('%s', (_name, event, levels, expected) => expect(began(event, levels)).toBe(expected))

  it('pools windows', () => {
    expect(pooled('error_rate', [level(0, 10), level(5, 0, 300)])).toBe(0.025)
    expect(pooled('latency', [level(0, 10)])).toBe(100)
    expect(pooled('invocations', [level(0, 10), level(5, 0, 300)])).toBe(200)
    expect(pooled('error_rate', [level(0, 0, 0)])).toBe(null)
    expect(pooled('invocations', [])).toBe(null)
  })
})
