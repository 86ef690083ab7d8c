import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { addBlock, distanceToNearest, distanceToSameTimeOfDay, emptyBlocks } from './nearest'

function blocksOf(means: readonly number[], end = (i: number) => i * 30 * MINUTE) {
  const blocks = emptyBlocks()
  means.forEach((mean, i) => {
    addBlock(blocks, mean, end(i), means.length)
  })
  return blocks
}

describe('the nearest earlier stretch', () => {
  const means = Array.from({ length: 40 }, (_, i) => (i * i) % 17)

  it.each([0, 3, 8])('is what comparing with every one gives, %i blocks apart', (apart) => {
    const stretch = [3, 9, 2]
    const distances = means.slice(0, means.length - apart - 2).map((_, start) => Math.hypot(...stretch.map((x, i) => x - (means[start + i] ?? 0))))
    expect(distanceToNearest(stretch, blocksOf(means), { apart, min: 1 })).toBeCloseTo(Math.min(...distances), 12)
  })

  it('is none while there are too few to choose from', () => {
    expect(distanceToNearest([1, 2], blocksOf(means.slice(0, 12)), { apart: 1, min: 10 })).not.toBeNull()
    expect(distanceToNearest([1, 2], blocksOf(means.slice(0, 11)), { apart: 1, min: 10 })).toBeNull()
  })

  it('of the same time of day lies within an hour of it, on an earlier day', () => {
    const blocks = blocksOf(Array.from({ length: 96 }, (_, i) => i))
    const ends = (i: number) => i * 30 * MINUTE
    // Block 60 ended at 6 h of the second day; a day earlier that is block 12, give or take 2.
    expect(distanceToSameTimeOfDay([59, 60], blocks, ends(60))).toBeCloseTo(Math.hypot(46, 46), 12)
    expect(distanceToSameTimeOfDay([59, 60], blocks, ends(60) + 31 * DAY)).not.toBeNull()
    expect(distanceToSameTimeOfDay([1, 2], blocks, HOUR)).toBeNull()
  })

  it('drops the oldest block beyond the most that are kept', () => {
    const blocks = emptyBlocks()
    for (let i = 0; i < 5; i++) addBlock(blocks, i, i, 3)
    expect(blocks).toEqual({ means: [2, 3, 4], ends: [2, 3, 4] })
  })
})
