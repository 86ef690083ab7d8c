import { describe, expect, it } from 'vitest'
import { type PlannedSummary, plannedSentence } from './sentence'

const at = new Date('2026-03-10T12:00:00Z')
const none: PlannedSummary = { current: null, currentTotal: 0, next: null, aheadTotal: 0 }
const current = { title: 'Move', toAt: at }
const next = { title: 'Launch', fromAt: at }

describe('plannedSentence', () => {
  it.each<[string, Partial<PlannedSummary>, string]>([
    ['nothing', {}, 'Nothing is planned'],
    ['one under way', { current, currentTotal: 1 }, '“Move” is under way until 10 Mar 2026, 12:00 UTC'],
    ['one under way, others ahead', { current, currentTotal: 1, next, aheadTotal: 3 }, '“Move” is under way until 10 Mar 2026, 12:00 UTC'],
    ['several under way', { current, currentTotal: 3 }, '3 planned events are under way'],
    ['one ahead', { next, aheadTotal: 1 }, '“Launch” is next, on 10 Mar 2026, 12:00 UTC'],
    ['two ahead', { next, aheadTotal: 2 }, '“Launch” is next, on 10 Mar 2026, 12:00 UTC; one more is planned'],
    ['many ahead', { next, aheadTotal: 5 }, '“Launch” is next, on 10 Mar 2026, 12:00 UTC; 4 more are planned'],
  ])('%s', (_name, over, expected) => {
    expect(plannedSentence({ ...none, ...over }, 'UTC').replaceAll('\u00a0', ' ')).toBe(expected)
  })
})
