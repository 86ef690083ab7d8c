import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalOf, nextOccurrence, previousOccurrence } from './schedule'
import { DAY, MINUTE } from './time'

describe('previousOccurrence', () => {
  it.each([
    ['the moment itself counts', '0 9 * * *', '2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z'],
    ['half a second before it does not', '0 9 * * *', '2026-03-02T08:59:59.500Z', '2026-03-01T09:00:00.000Z'],
    ['half a second after it does', '0 9 * * *', '2026-03-02T09:00:00.500Z', '2026-03-02T09:00:00.000Z'],
    ['every five minutes', '*/5 * * * *', '2026-03-02T09:04:59.999Z', '2026-03-02T09:00:00.000Z'],
  ])('%s', (_name, schedule, now, expected) => {
    expect(previousOccurrence(schedule, new Date(now))?.toISOString()).toBe(expected)
  })

  it('is the latest that is not after now, with the next one after it', () => {
    const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, fc.constantFrom('* * * * *', '*/5 * * * *', '0 * * * *', '0 3 * * *', '0 9 * * 1'), (now, schedule) => {
        const previous = previousOccurrence(schedule, now)
        if (!previous) return false
        const next = nextOccurrence(schedule, previous)
        return previous <= now && next !== null && next > now
      }),
    )
  })
})

describe('intervalOf', () => {
  it('is the time between two moments', () => {
    const now = new Date('2026-03-02T09:00:00Z')
    expect(intervalOf('*/5 * * * *', now)).toBe(5 * MINUTE)
    expect(intervalOf('0 3 * * *', now)).toBe(DAY)
  })
})
