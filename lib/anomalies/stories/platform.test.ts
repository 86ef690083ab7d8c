import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import type { AnomalyState } from '../model'
import { SILENCE_KEY } from './model'
import { outcomeOf } from './outcome'
import { groupPlatform, type PlatformPart } from './platform'

const base = Date.parse('2026-03-02T14:00:00Z')
const at = (minutes: number) => new Date(base + minutes * MINUTE)
const part = (id: string, organizationId: string, over: Partial<PlatformPart> = {}): PlatformPart => ({
  id,
  organizationId,
  causeKey: 'provider:mapbox',
  toolIds: [`${id}-1`, `${id}-2`],
  startedAt: at(0),
  lastBadAt: at(20),
  platformStoryId: null,
  ...over,
})
const silent = { causeKey: SILENCE_KEY }
const sets = (parts: PlatformPart[]) => groupPlatform(parts, new Map()).stories.map((story) => story.parts.map(({ id }) => id).join(''))

describe('groupPlatform', () => {
  it.each<[string, PlatformPart[], string[]]>([
    ['three developers', [part('a', 'o1'), part('b', 'o2'), part('c', 'o3')], ['abc']],
    ['two developers', [part('a', 'o1'), part('b', 'o2', { startedAt: at(50), lastBadAt: at(60) })], ['ab']],
    ['two developers, one after the other', [part('a', 'o1'), part('b', 'o2', { startedAt: at(51), lastBadAt: at(60) })], []],
    ['one developer twice', [part('a', 'o1'), part('b', 'o1')], []],
    ['two providers', [part('a', 'o1'), part('b', 'o2', { causeKey: 'provider:acme' })], []],
    ['a consumer is no platform', [part('a', 'o1', { causeKey: 'consumer:c' }), part('b', 'o2', { causeKey: 'consumer:c' })], []],
    ['three silent tools of two developers', [part('a', 'o1', silent), part('b', 'o2', { ...silent, toolIds: ['x'], startedAt: at(10) })], ['ab']],
    ['two silent tools', [part('a', 'o1', { ...silent, toolIds: ['y'] }), part('b', 'o2', { ...silent, toolIds: ['x'] })], []],
    ['silent, but not at once', [part('a', 'o1', silent), part('b', 'o2', { ...silent, startedAt: at(11) })], []],
  ])('%s', (_name, parts, expected) => {
    expect(sets(parts)).toEqual(expected)
    expect(sets([...parts].reverse())).toEqual(expected)
  })

  it('keeps the older of two, lets go of what no longer belongs, and empties what holds nothing', () => {
    const standing = new Map(['p1', 'p2', 'p3'].map((id, i) => [id, { id, createdAt: at(i), startedAt: at(i) }]))
    const parts = [
      part('a', 'o1', { platformStoryId: 'p2' }),
      part('b', 'o2', { platformStoryId: 'p1' }),
      part('c', 'o3', { platformStoryId: 'p3', causeKey: 'tool:t' }),
    ]
    const { stories, emptied, loose } = groupPlatform(parts, standing)
    expect(stories).toMatchObject([{ id: 'p1', absorbed: ['p2'] }])
    expect(emptied).toEqual(['p3'])
    expect(loose.map(({ id }) => id)).toEqual(['c'])
  })
})

describe('outcomeOf', () => {
  type Member = Parameters<typeof outcomeOf>[0][number]
  const member = (over: Partial<Member> = {}): Member => ({
    metric: 'error_rate',
    severity: 'critical',
    state: 'resolved',
    impact: 0.4,
    usual: 0.01,
    observed: 0.2,
    startedAt: at(0),
    lastBadAt: at(20),
    endedAt: at(50),
    ...over,
  })
  const ongoing = { state: 'ongoing' as const, endedAt: null }
  const calls = { metric: 'invocations' as const, severity: 'urgent' as const, usual: 100, observed: 400 }
  it.each<[string, Member[], { state: AnomalyState } | null, string]>([
    ['one that is over', [member()], null, 'critical resolved 50'],
    ['one of two under way', [member(), member(ongoing)], null, 'critical ongoing -'],
    ['all expired', [member({ state: 'expired', endedAt: at(60) })], null, 'critical expired 60'],
    ['one of two expired', [member({ state: 'expired', endedAt: at(60) }), member()], null, 'critical resolved 60'],
    ['the gravest counts', [member(), member({ severity: 'urgent' })], null, 'urgent resolved 50'],
    ['more calls alone are a warning', [member(calls)], null, 'warning resolved 50'],
    ['more calls with errors are what they are', [member(calls), member({ severity: 'warning' })], null, 'urgent resolved 50'],
    ['more calls with fewer errors are a warning', [member(calls), member({ observed: 0.001 })], null, 'warning resolved 50'],
    ['fewer calls are what they are', [member({ ...calls, observed: 0 })], null, 'urgent resolved 50'],
    ['less revenue too', [member({ ...calls, metric: 'revenue', observed: 0 })], null, 'urgent resolved 50'],
    ['what was dismissed stays so', [member(ongoing)], { state: 'dismissed' }, 'critical dismissed -'],
    ['what was a false alarm stays so', [member()], { state: 'false_positive' }, 'critical false_positive 50'],
    ['what was resolved comes back', [member(ongoing)], { state: 'resolved' }, 'critical ongoing -'],
    ['what was withdrawn comes back', [member()], { state: 'withdrawn' }, 'critical resolved 50'],
  ])('%s', (_name, events, before, expected) => {
    const { severity, state, endedAt } = outcomeOf(events, before)
    expect(`${severity} ${state} ${endedAt ? (endedAt.getTime() - base) / MINUTE : '-'}`).toBe(expected)
  })

  it('reaches from the first start to the last bad window, as heavy as the heaviest', () => {
    expect(outcomeOf([member({ startedAt: at(-5) }), member({ lastBadAt: at(30), impact: 0.7 })], null)).toMatchObject({
      startedAt: at(-5),
      lastBadAt: at(30),
      impact: 0.7,
    })
  })
})
