import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseGroups, type Pattern } from './choose-groups'
import { EVERYBODY } from './model'

/** Developers who stand in these categories, by default with the figure that they have among everybody. */
const who = (developers: number, categories: Record<string, number> = {}): Pattern => ({
  metric: 'latency',
  figures: [[EVERYBODY, 1], ...Object.entries(categories)],
  developers,
})
const shown = (patterns: Pattern[], minimum = 20) => chooseGroups(patterns, minimum).map(({ category }) => category || 'everybody')

describe('groups that are shown', () => {
  it.each<[string, Pattern[], string[]]>([
    ['nobody', [], []],
    ['19 developers', [who(19, { search: 1 })], []],
    ['20 developers of no category', [who(20)], ['everybody']],
    ['20 developers, all of one category', [who(20, { search: 1 })], ['search', 'everybody']],
    ['a category of 19 beside many', [who(19, { search: 1 }), who(40, { maps: 1 }), who(40)], ['maps', 'everybody']],
    ['a category of 20 within 21: one would be left', [who(20, { search: 1 }), who(1)], ['everybody']],
    ['a category of 20 within 39: 19 would be left', [who(20, { search: 1 }), who(19)], ['everybody']],
    ['a category of 20 within 40', [who(20, { search: 1 }), who(20)], ['search', 'everybody']],
    ['the one that is left stands in a small category', [who(30, { search: 1 }), who(1, { maps: 1 })], ['everybody']],
    ['two categories, together all but five: the smaller one yields', [who(30, { search: 1 }), who(25, { maps: 1 }), who(5)], ['search', 'everybody']],
    ['two categories that are everybody', [who(30, { search: 1 }), who(25, { maps: 1 })], ['maps', 'search', 'everybody']],
    ['three categories, all but one', [who(30, { a: 1 }), who(25, { b: 1 }), who(20, { c: 1 }), who(1)], ['b', 'a', 'everybody']],
    ['the same people, of whom one has another figure in the category', [who(30, { search: 1 }), who(1, { search: 2 })], ['everybody']],
    ['the same people, of whom twenty have another figure in the category', [who(30, { search: 1 }), who(20, { search: 2 })], ['search', 'everybody']],
    [
      'two categories that differ in one developer',
      [who(30, { search: 1, maps: 1 }), who(1, { search: 1 }), who(40)],
      // maps (30) yields to search (31); 40 others are left.
      ['search', 'everybody'],
    ],
    ['two categories of the same people with the same figures', [who(30, { search: 1, maps: 1 }), who(40)], ['maps', 'search', 'everybody']],
  ])('%s', (_, patterns, expected) => {
    expect(shown(patterns)).toEqual(expected)
  })

  it.each<[number, Pattern[], string[]]>([
    [5, [who(4)], []],
    [5, [who(5)], ['everybody']],
    [5, [who(5, { search: 1 }), who(4)], ['everybody']],
    [5, [who(4, { search: 1 }), who(5)], ['everybody']],
    [5, [who(5, { search: 1 }), who(5)], ['search', 'everybody']],
    [100, [who(100, { search: 1 }), who(99)], ['everybody']],
  ])('with a minimum of %i: %j', (minimum, patterns, expected) => {
    expect(shown(patterns, minimum)).toEqual(expected)
  })

  it('metrics are chosen for each by itself', () => {
    const patterns = [who(20), { ...who(19), metric: 'rating' }, { ...who(25, { maps: 1 }), metric: 'score' }]
    expect(chooseGroups(patterns, 20)).toEqual([
      { metric: 'latency', category: EVERYBODY },
      { metric: 'score', category: 'maps' },
      { metric: 'score', category: EVERYBODY },
    ])
  })
})

describe('properties of any marketplace', () => {
  const categories = ['a', 'b', 'c', 'd']
  const pattern = fc
    .record({ developers: fc.integer({ min: 1, max: 12 }), own: fc.dictionary(fc.constantFrom(...categories), fc.integer({ min: 1, max: 2 }), { maxKeys: 3 }) })
    .map(({ developers, own }) => who(developers, own))

  it('no group is small, no two differ in a few, and few are left when all categories are taken away', () => {
    let several = 0
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), fc.integer({ min: 5, max: 12 }), (patterns, minimum) => {
        // One by one, as somebody who knows everything would count.
        const people = patterns.flatMap(({ figures, developers }) => Array.from({ length: developers }, () => new Map(figures)))
        const chosen = chooseGroups(patterns, minimum).map(({ category }) => category)
        if (chosen.length > 2) several++
        for (const a of chosen) {
          expect(people.filter((person) => person.has(a)).length).toBeGreaterThanOrEqual(minimum)
          for (const b of chosen) expectNobodyOrEnough(people.filter((person) => person.get(a) !== person.get(b)).length, minimum)
        }
        if (chosen.length === 0) return
        expect(chosen).toContain(EVERYBODY)
        const left = people.filter((person) => !chosen.some((category) => category !== EVERYBODY && person.has(category)))
        if (chosen.length > 1) expectNobodyOrEnough(left.length, minimum)
      }),
      { numRuns: 500 },
    )
    expect(several).toBeGreaterThan(10)
  })
})

function expectNobodyOrEnough(count: number, minimum: number): void {
  if (count !== 0) expect(count).toBeGreaterThanOrEqual(minimum)
}
