import { describe, expect, it } from 'vitest'
import { addDays } from '@/lib/time'
import { type EndpointHealth, judgeEndpoint } from './endpoint-health'

const now = new Date('2026-03-10T09:00:00Z')
const fine: EndpointHealth = { failures: 0, failingSince: null, lastSuccessAt: addDays(now, -1) }
const failing = (failures: number, days: number): EndpointHealth => ({ failures, failingSince: addDays(now, -days), lastSuccessAt: addDays(now, -days - 1) })

describe('judgeEndpoint', () => {
  const cases: [name: string, before: EndpointHealth, outcome: Parameters<typeof judgeEndpoint>[1], after: Partial<ReturnType<typeof judgeEndpoint>>][] = [
    ['the first failure starts the clock', fine, 'failed', { failures: 1, failingSince: now, disable: null }],
    ['later ones leave it where it began', failing(3, 2), 'failed', { failures: 4, failingSince: addDays(now, -2), disable: null }],
    ['a success clears everything', failing(40, 4.9), 'delivered', { failures: 0, failingSince: null, lastSuccessAt: now, disable: null }],
    ['a moment before five days nothing happens', failing(40, 5 - 1 / 86400), 'failed', { disable: null }],
    ['after five days it is switched off', failing(40, 5), 'failed', { disable: 'failing' }],
    ['with the fifth failure', failing(4, 6), 'failed', { failures: 5, disable: 'failing' }],
    ['but not with the fourth: too few to say', failing(3, 30), 'failed', { failures: 4, disable: null }],
    ['410 switches off at once', fine, 'gone', { failures: 1, disable: 'gone' }],
    [
      'an endpoint that never answered has the same five days',
      { failures: 9, failingSince: addDays(now, -5), lastSuccessAt: null },
      'failed',
      { disable: 'failing' },
    ],
  ]
  it.each(cases)('%s', (_name, before, outcome, after) => expect(judgeEndpoint(before, outcome, now)).toMatchObject(after))

  it('remembers the last success through failures', () => {
    expect(judgeEndpoint(fine, 'failed', now).lastSuccessAt).toEqual(fine.lastSuccessAt)
  })
})
