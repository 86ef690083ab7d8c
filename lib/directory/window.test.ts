import { describe, expect, it } from 'vitest'
import { figureWindow } from './window'

describe('the window of the figures', () => {
  it.each([
    ['ends at the midnight before', '2026-03-02T09:00:00Z', '2026-02-02T00:00:00Z', '2026-03-02T00:00:00Z'],
    ['does not take up a day that may still get probes', '2026-03-02T00:14:59Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['takes it up a quarter of an hour after midnight', '2026-03-02T00:15:00Z', '2026-02-02T00:00:00Z', '2026-03-02T00:00:00Z'],
  ])('%s', (_name, now, from, to) => {
    expect(figureWindow(new Date(now))).toEqual({ from: new Date(from), to: new Date(to) })
  })
})
