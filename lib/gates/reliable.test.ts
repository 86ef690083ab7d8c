import { describe, expect, it } from 'vitest'
import { addDays, HOUR } from '@/lib/time'
import { decideReliable, type HeldBadge, type ReliableFacts } from './reliable'

const now = new Date('2026-06-01T04:00:00Z')
const facts = (over: Partial<ReliableFacts> = {}): ReliableFacts => ({
  score: 85,
  receipts: 28,
  publishedAt: addDays(now, -90),
  gateOpen: false,
  lastLiftedAt: null,
  ...over,
})
const held = (failingDays: number | null): HeldBadge => ({
  earnedAt: addDays(now, -200),
  failingSince: failingDays === null ? null : addDays(now, -failingDays),
  losesAt: failingDays === null ? null : addDays(now, 60 - failingDays),
  checkedAt: addDays(now, -1),
})

describe('decideReliable', () => {
  it.each<[string, Partial<ReliableFacts>, boolean]>([
    ['all is there', {}, true],
    ['a score of 84.9', { score: 84.9 }, false],
    ['no fresh score', { score: null }, false],
    ['27 receipts', { receipts: 27 }, false],
    ['published 89 days ago', { publishedAt: addDays(now, -89) }, false],
    ['nothing published', { publishedAt: null }, false],
    ['a gate is open', { gateOpen: true }, false],
    ['a gate was lifted 90 days ago', { lastLiftedAt: addDays(now, -90) }, true],
    ['a gate was lifted a bit later', { lastLiftedAt: new Date(addDays(now, -90).getTime() + 1) }, false],
  ])('earned: %s', (_name, over, expected) => {
    expect(decideReliable(null, facts(over), [], now)).toEqual(expected ? { earnedAt: now, failingSince: null, losesAt: null, lostAt: null } : null)
  })

  it.each<[string, number | null, Partial<ReliableFacts>, [failing: boolean, lost: boolean]]>([
    ['stays', null, {}, [false, false]],
    ['begins to fail by a gate', null, { gateOpen: true }, [true, false]],
    ['begins to fail by the score', null, { score: 84.9 }, [true, false]],
    ['59 days on it is still held', 59, { score: 50 }, [true, false]],
    ['60 days on it is lost', 60, { score: 50 }, [true, true]],
    ['regained within the grace', 59, {}, [false, false]],
    ['a gate of last week does not cost it', null, { lastLiftedAt: addDays(now, -7) }, [false, false]],
    ['without a fresh score nothing is lost', 60, { score: null }, [true, false]],
    ['and nothing begins to fail', null, { score: null }, [false, false]],
  ])('held: %s', (_name, failingDays, over, [failing, lost]) => {
    const next = decideReliable(held(failingDays), facts(over), [], now)
    expect([next?.failingSince !== null, next?.lostAt !== null]).toEqual([failing, lost])
  })

  it('the 60 days stand still during incidents', () => {
    const stops = [{ fromMs: addDays(now, -30).getTime(), toMs: addDays(now, -29).getTime(), label: 'INC' }]
    expect(decideReliable(held(60), facts({ score: 50 }), stops, now)).toMatchObject({ lostAt: null, losesAt: addDays(now, 1) })
    expect(decideReliable(held(61), facts({ score: 50 }), stops, now)?.lostAt).toEqual(now)
  })

  it('a check of an older moment changes nothing', () => {
    expect(decideReliable(held(60), facts({ score: 50 }), [], new Date(addDays(now, -1).getTime() - HOUR))).toBeNull()
  })
})
