import { describe, expect, it } from 'vitest'
import { MINUTE } from '@/lib/time'
import { culpritSentence, findCulprits, silentSentence, slowSentence, spentSentence } from './findings'

const start = Date.UTC(2026, 10, 24, 6)
const minutes = (bad: (minute: number) => number, total = 20) =>
  Array.from({ length: 120 }, (_, minute) => ({ atMs: start + minute * MINUTE, bad: bad(minute), total }))

describe('where bad events come from', () => {
  it('is told by their part since it began, not before', () => {
    const culprits = findCulprits(
      [
        // 20 minutes of ten bad ones: 200 of the 260 since minute 100.
        { group: 'checkout', usual: 0, minutes: minutes((minute) => (minute >= 100 ? 10 : 0)) },
        // Two a minute all the time: 40 of them since then.
        { group: 'search', usual: 0.1, minutes: minutes(() => 2) },
      ],
      minutes(() => 1),
    )
    expect(culprits).toEqual([
      { group: 'checkout', onset: { beganAt: new Date(start + 100 * MINUTE), endedAt: null }, bad: 200, total: 400, share: 200 / 260 },
      { group: 'search', onset: null, bad: 40, total: 400, share: 40 / 260 },
    ])
  })

  it('leaves out who has less than a twentieth, and tells nothing where nothing is bad', () => {
    expect(
      findCulprits(
        [
          { group: 'a', usual: 0, minutes: minutes(() => 1) },
          { group: 'b', usual: 0, minutes: minutes((minute) => (minute < 5 ? 1 : 0)) },
        ],
        [],
      ).map(({ group }) => group),
    ).toEqual(['a'])
    expect(findCulprits([{ group: 'a', usual: 0, minutes: minutes(() => 0) }], [])).toEqual([])
  })
})

it('says it in words', () => {
  expect(culpritSentence({ bad: 312, total: 620, share: 0.94 }, '/api/checkout')).toBe(
    '312 of 620 of its events were bad (50.3\u00a0%), 94\u00a0% of all bad ones.',
  )
  expect(culpritSentence({ bad: 3, total: 10, share: 1 }, null)).toBe('3 of 10 events were bad (30\u00a0%).')
  expect(culpritSentence({ bad: 135, total: 0, share: 0.9 }, '/api/x')).toBe(
    '135 events were bad where 0 were counted in all: bad and all events of this ratio do not belong together.',
  )
  expect(slowSentence({ p95Ms: 1240, usualP95Ms: 210, share: 0.87 })).toBe(
    'p95 is 1.24\u00a0s over the last 30 minutes, usually 210\u00a0ms; 87\u00a0% of all slow requests are its.',
  )
  expect(silentSentence(24.6, 0)).toBe('No requests since then; at this time of day 25 a minute are usual.')
  expect(silentSentence(1.52, 1)).toBe('One request since then; at this time of day 1.5 a minute are usual.')
})

describe('what used up a budget and is over', () => {
  const spent = { bad: 1200, all: 1500, windowDays: 7, worstDay: new Date('2026-11-22T00:00:00Z'), worst: 900 }

  it.each([
    [spent, '/api/checkout', 'In 7 days 1,200 of its events were bad, of 1,500 in all, 900 of them on 22 Nov 2026.'],
    [{ ...spent, worst: 1200 }, '/api/checkout', 'In 7 days 1,200 of its events were bad, of 1,500 in all, all of them on 22 Nov 2026.'],
    [{ ...spent, all: 1200, windowDays: 30 }, null, 'In 30 days 1,200 events were bad, 900 of them on 22 Nov 2026.'],
  ])('is told with its worst day', (given, subject, sentence) => {
    expect(spentSentence(given, subject)).toBe(`Nothing of it has failed in the last 12 hours. ${sentence}`)
  })
})
