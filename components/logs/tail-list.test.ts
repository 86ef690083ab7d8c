import { describe, expect, it } from 'vitest'
import { addEntries, countWaiting, emptyTail, keyOf, MOST_SHOWN, release, type TailEntry } from './tail-list'

const entries = (from: number, to: number): TailEntry[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({
    kind: 'line',
    line: {
      key: `l-${from + n}`,
      at: '',
      receivedAt: '',
      level: 'info',
      message: '',
      service: null,
      requestId: null,
      organizationId: null,
      organization: null,
      fields: null,
    },
  }))
const keys = (list: TailEntry[]) => list.map(keyOf)

describe('following', () => {
  it('the newest stand on top, each once', () => {
    const list = addEntries(addEntries(emptyTail, entries(1, 3), false), entries(2, 4), false)
    expect(keys(list.shown)).toEqual(['l-4', 'l-3', 'l-2', 'l-1'])
  })

  it('what comes while somebody looks closer waits, and is let in at once', () => {
    const paused = addEntries(addEntries(emptyTail, entries(1, 2), false), entries(3, 5), true)
    expect({ shown: keys(paused.shown), waiting: countWaiting(paused) }).toEqual({ shown: ['l-2', 'l-1'], waiting: 3 })
    expect(keys(release(paused).shown)).toEqual(['l-5', 'l-4', 'l-3', 'l-2', 'l-1'])
    expect(keys(addEntries(paused, entries(6, 6), false).shown)).toEqual(['l-6', 'l-5', 'l-4', 'l-3', 'l-2', 'l-1'])
  })

  it('is bounded; what there was no room for is counted and said', () => {
    const full = addEntries(emptyTail, entries(1, MOST_SHOWN + 20), false)
    expect(full.shown).toHaveLength(MOST_SHOWN)
    const paused = addEntries(addEntries(emptyTail, entries(1, 2), false), entries(3, MOST_SHOWN + 12), true)
    expect(countWaiting(paused)).toBe(MOST_SHOWN + 10)
    const released = release(addEntries(emptyTail, entries(1, MOST_SHOWN + 10), true))
    expect(released.shown).toHaveLength(MOST_SHOWN)
    expect(released.lost).toBe(0)
    const gap = release({ shown: entries(1, 1), waiting: entries(5, 5), lost: 3 })
    expect(gap.shown[1]).toMatchObject({ kind: 'skipped', lines: 3 })
  })
})
