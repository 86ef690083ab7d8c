import { describe, expect, it } from 'vitest'
import { nextTightening } from './report-card'

describe('nextTightening', () => {
  const last = (shown: number, confirmed: number, tightening: number) => ({ shown, confirmed, tightening })
  it.each<[string, number, number, ReturnType<typeof last> | null, number]>([
    ['no opinions', 0, 0, null, 0],
    ['nine opinions', 9, 0, null, 0],
    ['ten, two of them good', 10, 2, null, 1],
    ['exactly 30 %', 10, 3, null, 0],
    ['step by step', 11, 2, last(10, 2, 1), 2],
    ['the same opinions again', 10, 2, last(10, 2, 1), 1],
    ['three steps at most', 12, 2, last(11, 2, 3), 3],
    ['exactly 60 %', 10, 6, last(9, 2, 2), 2],
    ['more than 60 %', 10, 7, last(9, 2, 2), 1],
    ['never under what is shipped', 10, 10, last(9, 9, 0), 0],
    ['few opinions leave it as it is', 5, 5, last(12, 1, 3), 3],
  ])('%s', (_name, shown, confirmed, before, expected) => expect(nextTightening({ shown, confirmed }, before)).toBe(expected))
})
