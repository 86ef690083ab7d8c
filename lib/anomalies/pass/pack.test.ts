import { describe, expect, it } from 'vitest'
import { packRecent, unpackRecent } from './pack'

const window = { at: 1_770_000_000_000, calls: 7, rated: 6, errors: 1, latencyMs: 0.1 + 0.2, latencyCalls: 5, revenueMicros: 2 ** 40 + 1 }

describe('windows as bytes', () => {
  it('come back as they were', () => {
    const memory = {
      silentBefore: 12,
      recent: [
        { window, findings: [0, 1, 2, 0] as const },
        { window: { ...window, calls: 0, latencyMs: null, latencyCalls: 0 }, findings: [2, 2, 2, 2] as const },
      ],
    }
    expect(unpackRecent(packRecent(memory))).toEqual(memory)
    // From within a larger buffer, as drivers hand them out.
    const bytes = packRecent(memory)
    expect(unpackRecent(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))).toEqual(memory)
  })

  it.each([0, 5, 8 + 63, 8 + 64 * 200])('of %i bytes say nothing that could be wrong', (length) => {
    expect(unpackRecent(Buffer.alloc(length)).recent).toEqual([])
  })
})
