import { describe, expect, it } from 'vitest'
import type { EntryRow } from '@/lib/incidents/view'
import { entriesOf } from './story'
import { trendSentence } from './weekly-bars'

const entry = (seq: number, part: Partial<EntryRow>): EntryRow => ({
  seq,
  type: 'update',
  visibility: 'internal',
  author: null,
  body: '',
  facts: {},
  correctsSeq: null,
  correctedBySeq: null,
  at: new Date(seq * 1000),
  recordedAt: new Date(seq * 1000),
  ...part,
})

it('parts of a story are newest first, corrections with what they put right', () => {
  const entries = [
    entry(1, { type: 'opened', visibility: 'public', body: 'It is down.' }),
    entry(2, { type: 'status' }),
    entry(3, { body: 'A note.', correctedBySeq: 4 }),
    entry(4, { type: 'correction', body: 'Another note.', correctsSeq: 3 }),
  ]
  const seqs = (part: 'all' | 'written' | 'public') => entriesOf(entries, part).map(({ seq }) => seq)
  expect(seqs('all')).toEqual([3, 2, 1])
  expect(seqs('written')).toEqual([3, 1])
  expect(seqs('public')).toEqual([1])
})

describe('the trend of weeks', () => {
  it.each([
    { totals: [], is: 'No incident began in these weeks' },
    { totals: [0, 0, 0, 0], is: 'No incident began in these weeks' },
    { totals: [1, 0, 2, 1], is: 'More incidents than before: 3 in the last 2 weeks, 1 in the 2 before' },
    { totals: [2, 2, 9, 1, 0], is: 'Fewer incidents than before: 1 in the last 2 weeks, 4 in the 2 before' },
    { totals: [1, 1, 0, 2], is: 'As many incidents as before: 2 in the last 2 weeks, 2 in the 2 before' },
  ])('$totals', ({ totals, is }) => {
    const weeks = totals.map((total, index) => ({ weekAt: new Date(index * 7 * 86_400_000), bySeverity: { 1: 0, 2: 0, 3: total, 4: 0 }, total }))
    expect(trendSentence(weeks)).toBe(is)
  })
})
