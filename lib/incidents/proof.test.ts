import { describe, expect, it } from 'vitest'
import { DAY } from '@/lib/time'
import { type ProofFacts, proveFollowup } from './proof'

const claimed = Date.UTC(2026, 2, 10, 12)
const at = (days: number) => new Date(claimed + days * DAY)
const facts = (change: Partial<ProofFacts> = {}): ProofFacts => ({ claimedAt: at(0), cleanDays: 3, offSince: null, alerts: [], ...change })

describe('proveFollowup', () => {
  it.each<[string, ProofFacts, number, object]>([
    ['quiet, but not long enough', facts(), 2.999, { outcome: 'waiting', provedAt: at(3), reason: 'clean_so_far' }],
    ['quiet for the days', facts(), 3, { outcome: 'proved', at: at(3) }],
    ['fired after the claim', facts({ alerts: [{ firedAt: at(2), resolvedAt: at(2.1) }] }), 4, { outcome: 'refuted', firedAt: at(2) }],
    [
      'fired twice: the first counts',
      facts({
        alerts: [
          { firedAt: at(2), resolvedAt: null },
          { firedAt: at(1), resolvedAt: at(1.1) },
        ],
      }),
      4,
      { outcome: 'refuted', firedAt: at(1) },
    ],
    ['fires later than now', facts({ alerts: [{ firedAt: at(2), resolvedAt: null }] }), 1, { outcome: 'waiting', reason: 'clean_so_far', provedAt: at(3) }],
    [
      'fired as it was claimed: open at it',
      facts({ alerts: [{ firedAt: at(0), resolvedAt: at(1) }] }),
      3.5,
      { outcome: 'waiting', provedAt: at(4), reason: 'clean_so_far' },
    ],
    [
      'open at the claim and still',
      facts({ alerts: [{ firedAt: at(-1), resolvedAt: null }] }),
      30,
      { outcome: 'waiting', provedAt: null, reason: 'still_open' },
    ],
    ['open at the claim, over since', facts({ alerts: [{ firedAt: at(-1), resolvedAt: at(0.5) }] }), 3.5, { outcome: 'proved', at: at(3.5) }],
    ['the rule is off', facts({ offSince: at(1) }), 10, { outcome: 'waiting', provedAt: null, reason: 'rule_off' }],
    ['the rule went off after the proof', facts({ offSince: at(4) }), 10, { outcome: 'proved', at: at(3) }],
    ['refuted, and the rule is off', facts({ offSince: at(2), alerts: [{ firedAt: at(1), resolvedAt: at(1.1) }] }), 10, { outcome: 'refuted', firedAt: at(1) }],
  ])('%s', (_, given, day, proof) => expect(proveFollowup(given, at(day))).toEqual(proof))
})
