import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from './fact'
import { externalIdOf, foldFacts } from './fold'

const fact = (place: number, atMs: number, data: Record<string, unknown>): Fact => ({
  places: [place],
  source: 's',
  eventId: `e${place}`,
  data: data as Fact['data'],
  atMs,
})

describe('foldFacts', () => {
  it('lays later states over earlier ones, field by field', () => {
    const folded = foldFacts(
      'organization',
      [fact(0, 20, { id: 'a', plan: 'pro' }), fact(1, 10, { id: 'a', name: 'A', plan: 'free' }), fact(2, 5, { id: 'b' })],
      null,
    )
    expect(folded).toEqual([
      { places: [2], source: 's', eventId: 'e2', data: { id: 'b' }, atMs: 5 },
      { places: [1, 0], source: 's', eventId: 'e0', data: { id: 'a', name: 'A', plan: 'pro' }, atMs: 20 },
    ])
  })

  it('keeps the earliest of what does not change', () => {
    const [only] = foldFacts('refund', [fact(0, 20, { id: 'a', amount: 2 }), fact(1, 10, { id: 'a', amount: 1 })], null)
    expect(only).toMatchObject({ places: [1, 0], data: { amount: 1 } })
  })

  it('knows versions by tool and version, answers by review', () => {
    const versions = [fact(0, 1, { tool: 'a', version: '1' }), fact(1, 2, { tool: 'a', version: '2' }), fact(2, 3, { tool: 'a', version: '1' })]
    expect(foldFacts('tool_version', versions, null).map((f) => f.places)).toEqual([[0, 2], [1]])
    expect(foldFacts('review_response', [fact(0, 1, { review: 'r' }), fact(1, 2, { review: 'r' })], null)).toHaveLength(1)
  })

  it('loses no event and does not depend on their order', () => {
    const facts = fc.uniqueArray(
      fc.record({ at: fc.integer({ min: 0, max: 1000 }), id: fc.constantFrom('a', 'b'), plan: fc.option(fc.string(), { nil: undefined }) }),
      { selector: ({ at }) => at, maxLength: 20 },
    )
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (list, random) => {
        const all = list.map(({ at, id, plan }, place) => fact(place, at, plan === undefined ? { id } : { id, plan }))
        const shuffled = all
          .map((f) => ({ f, by: random.next().value as number }))
          .sort((x, y) => x.by - y.by)
          .map(({ f }) => f)
        const folded = foldFacts('organization', shuffled, null)
        expect(folded).toEqual(foldFacts('organization', all, null))
        expect(folded.flatMap((f) => f.places).sort((x, y) => x - y)).toEqual(all.map((_, place) => place))
      }),
    )
  })
})

describe('externalIdOf', () => {
  it.each<[string, Record<string, unknown>, string | null, string]>([
    ['the stated id', { id: 'x' }, null, 'x'],
    ['the event itself without one', {}, null, 's#e1'],
    ["a tenant's own space", { id: 'x' }, 'org', 'org:x'],
  ])('%s', (_name, data, organizationId, expected) => {
    expect(externalIdOf(fact(1, 0, data), organizationId)).toBe(expected)
  })
})
