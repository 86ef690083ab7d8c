import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { type SetupReminder, setupReminderDue } from './due'

const joined = new Date('2026-03-02T10:17:00Z')
const at = (ms: number) => new Date(joined.getTime() + ms)

describe('setupReminderDue', () => {
  const cases: [string, number, [SetupReminder, number][], SetupReminder | null][] = [
    ['nothing in the first day', 24 * HOUR - 1, [], null],
    ['the first after 24 hours', 24 * HOUR, [], '24h'],
    ['once', 25 * HOUR, [['24h', 24 * HOUR]], null],
    ['still the first just before 72 hours, when runs were missed', 72 * HOUR - 1, [], '24h'],
    ['the second after 72 hours', 72 * HOUR, [['24h', 24 * HOUR]], '72h'],
    ['the second alone, when the first was missed', 72 * HOUR, [], '72h'],
    ['never the first after the second', 73 * HOUR, [['72h', 72 * HOUR]], null],
    ['the second waits a day when the first was held back that long', 72 * HOUR, [['24h', 71 * HOUR]], null],
    ['and comes then', 95 * HOUR, [['24h', 71 * HOUR]], '72h'],
    [
      'the last after seven days',
      7 * DAY,
      [
        ['24h', 24 * HOUR],
        ['72h', 72 * HOUR],
      ],
      '7d',
    ],
    ['the last alone, when all runs were missed', 9 * DAY, [], '7d'],
    ['up to the end of the tenth day', 10 * DAY - 1, [], '7d'],
    ['and none from then on', 10 * DAY, [], null],
    ['none a year later', 365 * DAY, [], null],
    ['none before anybody joined', -HOUR, [], null],
  ]
  it.each(cases)('%s', (_name, age, told, expected) => {
    expect(
      setupReminderDue(
        joined,
        told.map(([key, ms]) => ({ key, at: at(ms) })),
        at(age),
      ),
    ).toBe(expected)
  })
})
