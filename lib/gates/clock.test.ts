import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { coversDay, type NamedSpan, type Stop, type StoryStop, stoppedBy, stoppedMs, stopSources, stopsOf, stopsOfPublisher } from './clock'

const stop = (fromMs: number, toMs: number | null, label = 'INC'): Stop => ({ fromMs, toMs, label })

describe('stoppedMs', () => {
  it.each<[string, Stop[], number]>([
    ['nothing stops', [], 0],
    ['inside', [stop(20, 30)], 10],
    ['begins before', [stop(-50, 30)], 30],
    ['ends after', [stop(90, 500)], 10],
    ['lasts', [stop(90, null)], 10],
    ['around', [stop(-1, null)], 100],
    ['ends where the stretch begins', [stop(-10, 0)], 0],
    ['begins where the stretch ends', [stop(100, 200)], 0],
    ['two apart', [stop(10, 20), stop(30, 40)], 20],
    ['two that overlap count once', [stop(10, 30), stop(20, 40)], 30],
    ['one within another', [stop(10, 90), stop(20, 40)], 80],
    ['one that lasts and a later one', [stop(10, null), stop(20, 40)], 90],
  ])('%s', (_name, stops, expected) => {
    expect(stoppedMs(stops, 0, 100)).toBe(expected)
  })
})

describe('stopsOf', () => {
  const span = (over: Partial<NamedSpan>): NamedSpan => ({
    kind: 'platform',
    routes: [],
    tools: [],
    provider: null,
    fromMs: 0,
    toMs: 10,
    label: 'INC',
    ...over,
  })
  it.each<[string, Partial<NamedSpan>, number]>([
    ['the whole platform', {}, 1],
    ['the tool’s route', { routes: ['/v1'] }, 1],
    ['another route', { routes: ['/v2'] }, 0],
    ['the tool itself', { tools: ['t1'] }, 1],
    ['another tool alone', { tools: ['t2'] }, 0],
    ['another tool, and its route', { tools: ['t2'], routes: ['/v1'] }, 1],
    ['a provider that the tool depends on', { kind: 'upstream', provider: 'acme' }, 1],
    ['another provider', { kind: 'upstream', provider: 'other' }, 0],
  ])('%s', (_name, over, expected) => {
    const tool = { toolId: 't1', route: '/v1', dependsOn: ['acme'] }
    expect(stopsOf(stopSources([span(over)], []), tool)).toHaveLength(expected)
    expect(
      stopsOfPublisher(stopSources([span(over)], []), {
        organizationId: 'o1',
        tools: [
          { id: 't0', route: null, dependsOn: [] },
          { ...tool, id: tool.toolId },
        ],
      }),
    ).toHaveLength(expected)
  })

  const story = (over: Partial<StoryStop> = {}): StoryStop => ({ toolId: 't1', organizationId: 'o1', fromMs: 5, toMs: null, label: 'story', ...over })
  it.each<[string, Partial<StoryStop>, number, number]>([
    ['its own', {}, 1, 1],
    ['of another tool of the publisher: the publisher’s clocks alone', { toolId: 't2' }, 0, 1],
    ['of another publisher', { toolId: 't2', organizationId: 'o2' }, 0, 0],
  ])('a story of the platform: %s', (_name, over, ofTool, ofPublisher) => {
    const sources = stopSources([], [story(over)])
    expect(stopsOf(sources, { toolId: 't1', route: null, dependsOn: [] })).toHaveLength(ofTool)
    expect(stopsOfPublisher(sources, { organizationId: 'o1', tools: [] })).toHaveLength(ofPublisher)
  })

  it('stand in the order in which they began, whatever they come from', () => {
    const sources = stopSources([span({ fromMs: 7 }), span({ fromMs: 1 })], [story()])
    expect(stopsOf(sources, { toolId: 't1', route: null, dependsOn: [] })).toEqual([stop(1, 10), { fromMs: 5, toMs: null, label: 'story' }, stop(7, 10)])
  })
})

describe('stoppedBy', () => {
  it.each<[string, number, string | null]>([
    ['before', 9, null],
    ['as it begins', 10, 'A'],
    ['where two overlap the first speaks', 25, 'A'],
    ['as it ends', 40, null],
  ])('%s', (_name, at, expected) => {
    expect(stoppedBy([stop(10, 30, 'A'), stop(20, 40, 'B')], at)).toBe(expected)
  })
})

describe('coversDay', () => {
  it.each<[string, Stop[], boolean]>([
    ['all of it', [stop(0, DAY)], true],
    ['all but a millisecond', [stop(0, DAY - 1)], false],
    ['in two parts', [stop(-5, 12 * HOUR), stop(12 * HOUR, null)], true],
    ['in two parts with a gap', [stop(-5, 12 * HOUR), stop(13 * HOUR, null)], false],
  ])('%s', (_name, stops, expected) => {
    expect(coversDay(stops, 0)).toBe(expected)
  })
})
