import { describe, expect, it } from 'vitest'
import { emptyHistory, type History, quantile, rarityAbove, rarityBelow, remember } from './tail'

/** A permutation of 0..n-1 that looks like chance. */
function shuffled(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i * 7_919) % n)
}

function historyOf(values: readonly number[], memory = Number.POSITIVE_INFINITY): History {
  const history = emptyHistory()
  for (const value of values) remember(history, value, memory)
  return history
}

describe('rarity in a history', () => {
  it('has no opinion before 100 values', () => {
    expect(rarityAbove(historyOf(shuffled(99)), 1e9)).toBe(0)
    expect(rarityAbove(historyOf(shuffled(100)), 1e9)).toBeGreaterThan(2)
  })

  it.each([0.5, 0.9, 0.99])('says how many are as high, at the quantile %s', (share) => {
    const n = 5_003
    const history = historyOf(shuffled(n))
    const exact = -Math.log10(1 - share)
    expect(rarityAbove(history, share * n)).toBeCloseTo(exact, 1)
    expect(rarityBelow(history, (1 - share) * n)).toBeCloseTo(exact, 1)
    expect(quantile(history, share) / n).toBeCloseTo(share, 1)
  })

  it('goes on beyond what was seen, the farther the rarer, like the exponential that it comes from', () => {
    const n = 20_011
    const history = historyOf(shuffled(n).map((rank) => -Math.log((rank + 0.5) / n)))
    for (const power of [4, 5, 6, 8]) expect(rarityAbove(history, power * Math.LN10) / power).toBeCloseTo(1, 0.8)
  })

  it('takes equal values for one', () => {
    const history = historyOf(Array.from({ length: 1_000 }, (_, i) => (i % 10 === 0 ? 1 : 0)))
    expect(history.means).toEqual([0, 1])
    expect(rarityAbove(history, 1)).toBeCloseTo(-Math.log10(0.05), 1)
  })

  it('forgets: what was usual long ago is rare now', () => {
    const old = Array.from({ length: 1_000 }, (_, i) => 100 + (i % 7))
    const now = Array.from({ length: 10_000 }, (_, i) => (i % 97) / 97)
    expect(rarityAbove(historyOf([...old, ...now]), 103)).toBeLessThan(1.6)
    const forgetful = historyOf([...old, ...now], 1_000)
    expect(rarityAbove(forgetful, 103)).toBeGreaterThan(2)
    expect(forgetful.total).toBeLessThanOrEqual(1_021)
  })
})
