import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import type { AnomalyState } from '../model'
import { type Grouping, groupEvents, type Standing } from './group'
import { SILENCE_KEY, type StoryEvent } from './model'

const base = Date.parse('2026-03-02T14:00:00Z')
const at = (minutes: number) => new Date(base + minutes * MINUTE)
const event = (id: string, from: number, to: number, over: Partial<StoryEvent> = {}): StoryEvent => ({
  id,
  organizationId: 'o1',
  toolId: 't1',
  metric: 'error_rate',
  severity: 'critical',
  state: 'ongoing',
  impact: 0.5,
  usual: 0.01,
  observed: 0.2,
  startedAt: at(from),
  lastBadAt: at(to),
  endedAt: null,
  storyId: null,
  causeKey: null,
  ...over,
})
const story = (id: string, created: number, over: Partial<Standing> = {}): [string, Standing] => [
  id,
  { id, state: 'ongoing', severity: 'critical', createdAt: at(created), startedAt: at(created), ...over },
]
const parts = (events: StoryEvent[], standing: [string, Standing][] = []) => groupEvents(events, new Map(standing))
const sets = ({ stories }: Grouping) => stories.map(({ events }) => events.map(({ id }) => id).join('')).sort()

describe('what is one story', () => {
  const other = { toolId: 't2' }
  it.each<[string, StoryEvent[], string[]]>([
    ['two metrics of one tool', [event('a', 0, 20), event('b', 10, 20, { metric: 'latency' })], ['ab']],
    ['30 minutes after', [event('a', 0, 20), event('b', 50, 60)], ['ab']],
    ['31 minutes after', [event('a', 0, 20), event('b', 51, 60)], ['a', 'b']],
    ['two tools without a common cause', [event('a', 0, 20), event('b', 0, 20, other)], ['a', 'b']],
    ['two tools of one cause', [event('a', 0, 20, { causeKey: 'provider:x' }), event('b', 0, 20, { ...other, causeKey: 'provider:x' })], ['ab']],
    ['two tools of two causes', [event('a', 0, 20, { causeKey: 'provider:x' }), event('b', 0, 20, { ...other, causeKey: 'provider:y' })], ['a', 'b']],
    ['one cause an hour later', [event('a', 0, 20, { causeKey: 'provider:x' }), event('b', 80, 90, { ...other, causeKey: 'provider:x' })], ['a', 'b']],
    [
      'one cause of two organizations',
      [event('a', 0, 20, { causeKey: 'provider:x' }), event('b', 0, 20, { ...other, organizationId: 'o2', causeKey: 'provider:x' })],
      ['a', 'b'],
    ],
    ['two causes of one tool', [event('a', 0, 20, { causeKey: 'provider:x' }), event('b', 10, 20, { causeKey: 'consumer:y' })], ['ab']],
    ['a chain', [event('a', 0, 20), event('c', 90, 95), event('b', 45, 60)], ['abc']],
    ['silent at once', [event('a', 0, 60, { causeKey: SILENCE_KEY }), event('b', 10, 60, { ...other, causeKey: SILENCE_KEY })], ['ab']],
    ['silent, but not at once', [event('a', 0, 60, { causeKey: SILENCE_KEY }), event('b', 11, 60, { ...other, causeKey: SILENCE_KEY })], ['a', 'b']],
    ['what was withdrawn connects nothing', [event('a', 0, 20), event('b', 45, 60, { state: 'withdrawn' }), event('c', 90, 95)], ['a', 'c']],
  ])('%s', (_name, events, expected) => {
    expect(sets(parts(events))).toEqual(expected)
    expect(sets(parts([...events].reverse()))).toEqual(expected)
  })
})

describe('what stands', () => {
  it('keeps the older story when an event connects two, and says which it absorbs', () => {
    const { stories, emptied } = parts(
      [event('a', 0, 20, { storyId: 's1' }), event('b', 45, 60), event('c', 90, 95, { storyId: 's2' })],
      [story('s1', 5), story('s2', 95)],
    )
    expect(stories).toMatchObject([{ id: 's1', absorbed: ['s2'] }])
    expect(emptied).toEqual([])
  })

  it('keeps of two that were told by one run the one that began first, whatever their ids', () => {
    const events = [event('a', 0, 20, { storyId: 's2' }), event('b', 45, 60), event('c', 90, 95, { storyId: 's1' })]
    const { stories } = parts(events, [story('s1', 95, { startedAt: at(90) }), story('s2', 95, { startedAt: at(0) })])
    expect(stories).toMatchObject([{ id: 's2', absorbed: ['s1'] }])
  })

  it('leaves a story that falls apart with the part that has its first event; the other gets a new one', () => {
    const { stories } = parts(
      [event('a', 0, 20, { storyId: 's1' }), event('b', 45, 60, { storyId: 's1', state: 'withdrawn' }), event('c', 90, 95, { storyId: 's1' })],
      [story('s1', 5)],
    )
    expect(stories.map(({ id }) => id === 's1')).toEqual([true, false])
  })

  it('empties a story whose events were all withdrawn', () => {
    expect(parts([event('a', 0, 20, { storyId: 's1', state: 'withdrawn' })], [story('s1', 5)])).toEqual({ stories: [], emptied: ['s1'] })
  })

  const closed: AnomalyState[] = ['dismissed', 'false_positive']
  it.each(closed)('%s takes in what is not graver', (state) => {
    const events = [event('a', 0, 20, { storyId: 's1' }), event('b', 30, 40, { severity: 'critical' })]
    expect(parts(events, [story('s1', 5, { state })]).stories).toMatchObject([{ id: 's1', events: [{ id: 'a' }, { id: 'b' }] }])
  })
  it.each(closed)('%s leaves what is graver to a new story', (state) => {
    const events = [event('a', 0, 20, { storyId: 's1' }), event('b', 30, 40, { severity: 'urgent' })]
    expect(sets(parts(events, [story('s1', 5, { state })]))).toEqual(['a', 'b'])
  })
  it.each(closed)('%s takes nothing from an open story', (state) => {
    const events = [event('a', 0, 20, { storyId: 's1' }), event('b', 30, 40, { storyId: 's2' })]
    expect(sets(parts(events, [story('s1', 5, { state }), story('s2', 35)]))).toEqual(['a', 'b'])
  })
})

describe('whatever way the events arrive', () => {
  const whole = fc
    .array(
      fc.record({
        organizationId: fc.constantFrom('o1', 'o2'),
        tool: fc.constantFrom('1', '2', '3'),
        causeKey: fc.constantFrom(null, 'provider:x', 'consumer:y', SILENCE_KEY),
        from: fc.integer({ min: 0, max: 60 }).map((n) => n * 5),
        lasts: fc.integer({ min: 0, max: 12 }).map((n) => n * 5),
        state: fc.constantFrom<AnomalyState>('ongoing', 'resolved', 'withdrawn'),
      }),
      { maxLength: 12 },
    )
    .map((all) =>
      all.map(({ organizationId, tool, causeKey, from, lasts, state }, i) =>
        event(`e${String(i).padStart(2, '0')}`, from, from + lasts, { organizationId, toolId: `${organizationId}-${tool}`, causeKey, state }),
      ),
    )
  /** What a pass may have seen of the events: some of them, some not yet withdrawn, with less of their length, with another cause. */
  const glimpses = fc.array(
    fc.array(fc.record({ seen: fc.boolean(), part: fc.double({ min: 0, max: 1, noNaN: true }), causeKnown: fc.boolean() }), { minLength: 12, maxLength: 12 }),
    {
      maxLength: 4,
    },
  )

  /** The stories table and the story of each event, as the commands keep them. */
  class Shelf {
    readonly standing = new Map<string, Standing>()
    readonly storyOf = new Map<string, string>()
    private made = 0

    pass(events: StoryEvent[]): Grouping {
      const grouping = groupEvents(
        events.map((one) => ({ ...one, storyId: this.storyOf.get(one.id) ?? null })),
        this.standing,
      )
      for (const { id, events: members, absorbed } of grouping.stories) {
        const known = this.standing.get(id)
        this.standing.set(id, {
          id,
          state: 'ongoing',
          severity: 'critical',
          createdAt: known?.createdAt ?? at(this.made++),
          startedAt: known?.startedAt ?? at(0),
        })
        for (const member of members) this.storyOf.set(member.id, id)
        for (const gone of absorbed) this.standing.set(gone, { ...(this.standing.get(gone) as Standing), state: 'withdrawn' })
      }
      for (const gone of grouping.emptied) this.standing.set(gone, { ...(this.standing.get(gone) as Standing), state: 'withdrawn' })
      return grouping
    }
  }

  it('gives the same stories, and asked again changes nothing', () => {
    fc.assert(
      fc.property(whole, glimpses, (events, looks) => {
        const undisturbed = new Shelf()
        const direct = undisturbed.pass(events)
        const shelf = new Shelf()
        for (const look of looks)
          shelf.pass(
            events.flatMap((one, i) => {
              const { seen, part, causeKnown } = look[i] ?? { seen: false, part: 0, causeKnown: false }
              if (!seen && !shelf.storyOf.has(one.id)) return []
              const lastBadAt = new Date(one.startedAt.getTime() + part * (one.lastBadAt.getTime() - one.startedAt.getTime()))
              return [{ ...one, state: 'ongoing' as const, lastBadAt, causeKey: causeKnown ? one.causeKey : null }]
            }),
          )
        const last = shelf.pass(events)
        expect(sets(last)).toEqual(sets(direct))
        const standingNow = [...shelf.standing.values()].filter(({ state }) => state !== 'withdrawn').map(({ id }) => id)
        expect(standingNow.sort()).toEqual(last.stories.map(({ id }) => id).sort())
        const again = shelf.pass([...events].reverse())
        expect(again.stories.map(({ id }) => id).sort()).toEqual(last.stories.map(({ id }) => id).sort())
        expect(again.stories.flatMap(({ absorbed }) => absorbed)).toEqual([])
        expect(sets(again)).toEqual(sets(direct))
      }),
      { numRuns: 1000 },
    )
  })
})
