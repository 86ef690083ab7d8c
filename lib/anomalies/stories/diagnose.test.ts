import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { diagnose, type Stretch, stretchOf } from './diagnose'
import { type Cell, type LedgerEntry, SILENCE_KEY, type StoryEvent, type Tool } from './model'
import type { Level } from './onset'

const base = Date.parse('2026-03-02T14:00:00Z')
const at = (minutes: number) => new Date(base + minutes * MINUTE)
const minutes = (moment: Date) => (moment.getTime() - base) / MINUTE
const event = (over: Partial<StoryEvent> = {}): StoryEvent => ({
  id: 'e1',
  organizationId: 'o1',
  toolId: 't1',
  metric: 'error_rate',
  severity: 'critical',
  state: 'ongoing',
  impact: 0.5,
  usual: 0.01,
  observed: 0.5,
  startedAt: at(10),
  lastBadAt: at(120),
  endedAt: null,
  storyId: null,
  causeKey: null,
  ...over,
})
/** An hour and a half of windows; from 14:00 on half of the calls fail. */
const levels = (calls: number): Level[] =>
  Array.from({ length: 20 }, (_, i) => -90 + i * 5).map((minute) => ({
    at: at(minute),
    calls,
    rated: calls,
    errors: minute >= 0 ? calls / 2 : 0,
    latencyCount: calls,
    latencySumMs: calls * 100,
    revenueMicros: 0,
  }))

describe('stretchOf', () => {
  it.each<[string, StoryEvent, number, number, number]>([
    ['the first hour from the onset', event(), 100, 0, 60],
    ['no more than was out of the ordinary', event({ lastBadAt: at(25) }), 100, 0, 25],
    ['as far as it was noticed at least', event({ lastBadAt: at(5) }), 100, 0, 10],
    ['less of a busy tool', event(), 20_000, 0, 25],
    ['two windows of the busiest', event(), 1_000_000, 0, 10],
  ])('%s', (_name, one, calls, from, to) => {
    const { onset, until } = stretchOf(one, levels(calls))
    expect([minutes(onset), minutes(until)]).toEqual([from, to])
  })
})

describe('diagnose', () => {
  const cell = (over: Partial<Cell>): Cell => ({
    toolId: 't1',
    now: true,
    consumerId: 'a',
    keyPrefix: null,
    errorCode: null,
    statusCode: null,
    fault: null,
    calls: 100,
    rated: 100,
    errors: 0,
    latencyCount: 0,
    latencySumMs: 0,
    costMicros: 0,
    ...over,
  })
  const cells = ['a', 'b'].flatMap((consumerId) => [cell({ consumerId, errors: 50 }), cell({ consumerId, now: false, errors: 1 })])
  const tool: Tool = { id: 't1', organizationId: 'o1', name: 'Route planner', dependsOn: [], route: '/v1/route' }
  const stretch: Stretch = { onset: at(0), until: at(60) }
  const entry = (minute: number, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
    kind: 'version',
    label: '2.4.0',
    at: at(minute),
    until: null,
    organizationId: 'o1',
    toolId: 't1',
    provider: null,
    routes: [],
    tools: [],
    ...over,
  })
  const keyOf = (ledger: LedgerEntry[], over: Partial<StoryEvent> = {}, calls = cells) =>
    diagnose(event(over), { stretch, levels: levels(100), cells: calls, tool, ledger }).causeKey

  it.each<[string, LedgerEntry[], string | null]>([
    ['no release', [], null],
    ['a release half an hour before', [entry(-30)], 'version:2.4.0'],
    ['a release longer before', [entry(-31)], null],
    ['a release within the slack of clocks', [entry(8)], 'version:2.4.0'],
    ['a release after it', [entry(9)], null],
    ['a release of another tool', [entry(-3, { toolId: 't2' })], null],
    ['a deploy of the organization', [entry(-3, { kind: 'deploy', label: 'api 81', toolId: null })], 'version:deploy api 81'],
    ['another’s deploy', [entry(-3, { kind: 'deploy', toolId: null, organizationId: 'o2' })], null],
    ['the platform’s deploy', [entry(-3, { kind: 'deploy', label: 'gateway 7', toolId: null, organizationId: null })], 'version:deploy gateway 7'],
    ['the version rather than its deploy', [entry(-2, { kind: 'deploy', label: 'api 81' }), entry(-3)], 'version:2.4.0'],
    ['the last of two versions', [entry(-20, { label: '2.3.9' }), entry(-3)], 'version:2.4.0'],
    ['a key change is no release', [entry(-3, { kind: 'key_rotation' })], null],
  ])('%s', (_name, ledger, expected) => expect(keyOf(ledger)).toBe(expected))

  it('knows silence by itself, and with its release where there was one', () => {
    const silent: Partial<StoryEvent> = { metric: 'invocations', usual: 100, observed: 0 }
    const gone = cells.filter(({ now }) => !now)
    expect(keyOf([], silent, gone)).toBe(SILENCE_KEY)
    expect(keyOf([], silent, [])).toBe(SILENCE_KEY)
    expect(keyOf([entry(-3)], silent, gone)).toBe('version:2.4.0')
    expect(keyOf([], { ...silent, observed: 3 }, gone)).toBe(null)
  })
})
