import { describe, expect, it } from 'vitest'
import { filterFrom, isNarrowed, readCursor, readStoryFilter, writeCursor } from './filter'

const tool = '5c7ad1b8-46f5-4a0e-8a3c-6f1a2b3c4d5e'

describe('readStoryFilter', () => {
  it.each([
    ['nothing', {}, '', {}],
    [
      'every filter',
      { severity: 'urgent', state: 'ongoing', metric: 'latency', tool, days: '7' },
      'route',
      { severity: 'urgent', state: 'ongoing', metric: 'latency', tool, days: '7', search: 'route' },
    ],
    ['what nobody offers', { severity: 'mild', state: 'withdrawn', metric: 'mood', tool: 'no-id', days: '3' }, '', {}],
  ])('%s', (_name, params, search, expected) => {
    const filter = readStoryFilter(params, search)
    expect(Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))).toEqual(expected)
    expect(isNarrowed(filter)).toBe(Object.keys(expected).length > 0)
  })
})

it('a period begins so many days ago', () => {
  const now = new Date('2026-11-25T12:00:00Z')
  expect(filterFrom({ days: '7' }, now)).toEqual(new Date('2026-11-18T12:00:00Z'))
  expect(filterFrom({}, now)).toBeNull()
})

describe('cursor', () => {
  it('comes back as the place that it was made of', () => {
    const place = { startedAt: new Date('2026-11-25T12:00:00.123Z'), id: tool }
    expect(readCursor(writeCursor(place))).toEqual(place)
  })

  it.each(['', 'x', 'bm90IGpzb24', Buffer.from('["2026-11-25T12:00:00Z","no-id"]').toString('base64url')])('%s is none', (text) => {
    expect(readCursor(text)).toBeNull()
  })
})
