import { describe, expect, it } from 'vitest'
import { parsePeriod, windowsOf } from './period'

describe('period of a tool page', () => {
  it.each([
    ['24h', '24h'],
    ['7d', '7d'],
    [undefined, '28d'],
    ['1y', '28d'],
    ['toString', '28d'],
    [['7d', '24h'], '28d'],
  ])('%j is %s', (asked, key) => {
    expect(parsePeriod(asked)).toBe(key)
  })

  it('ends at the newest whole bucket and is followed back without a gap', () => {
    const now = new Date('2026-03-02T09:07:31Z')
    const { window, before } = windowsOf('24h', now)
    expect(window.to.toISOString()).toBe('2026-03-02T09:05:00.000Z')
    expect(window.from.toISOString()).toBe('2026-03-01T09:05:00.000Z')
    expect(before.to).toEqual(window.from)
    expect(windowsOf('7d', now).window.to.toISOString()).toBe('2026-03-02T09:00:00.000Z')
    expect(windowsOf('28d', now).window.to.toISOString()).toBe('2026-03-02T00:00:00.000Z')
  })
})
