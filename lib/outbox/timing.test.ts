import { describe, expect, it } from 'vitest'
import { addDays, DAY, HOUR } from '@/lib/time'
import { defaultMailSettings, type MailClass } from './model'
import { decideTiming, type TimingFacts } from './timing'

// A Monday, 23:30 in Berlin.
const now = new Date('2026-03-02T22:30:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

function facts(over: Partial<TimingFacts> = {}): TimingFacts {
  return { class: 'operational', guarded: false, touched: false, settings: defaultMailSettings, recent: [], ...over }
}

const nights = { ...defaultMailSettings, quietFromMinute: 22 * 60, quietToMinute: 7 * 60, timeZone: 'Europe/Berlin' }
const morning = new Date('2026-03-03T06:00:00Z')
/** So many mails, the oldest so long ago, each an hour later. */
const sent = (count: number, oldestMs: number) => Array.from({ length: count }, (_, i) => ago(oldestMs - i * HOUR))

describe('decideTiming', () => {
  it.each<[string, Partial<TimingFacts>, 'now' | 'drop' | Date]>([
    ['nothing against it', {}, 'now'],
    ['quiet hours', { settings: nights }, morning],
    ['quiet hours, good news', { settings: nights, class: 'marketing' }, morning],
    ['quiet hours, critical', { settings: nights, class: 'critical' }, 'now'],
    ['one below the cap', { recent: sent(9, 6 * DAY) }, 'now'],
    ['at the cap: waits for the oldest of them', { recent: sent(10, 6 * DAY) }, addDays(now, 1)],
    ['above the cap: two must go first', { recent: sent(11, 6 * DAY) }, new Date(addDays(now, 1).getTime() + HOUR)],
    ['at the cap in any order', { recent: sent(10, 6 * DAY).reverse() }, addDays(now, 1)],
    ['mails just a week old do not count', { recent: [ago(7 * DAY), ...sent(9, 6 * DAY)] }, 'now'],
    ['mails just under a week old do', { recent: [ago(7 * DAY - 1), ...sent(9, 6 * DAY)] }, new Date(now.getTime() + 1)],
    ['good news at the cap', { class: 'marketing', recent: sent(10, 6 * DAY) }, 'drop'],
    ['critical at the cap', { class: 'critical', recent: sent(50, 6 * DAY) }, 'now'],
    ['a cap of one’s own', { settings: { ...defaultMailSettings, weeklyCap: 1 }, recent: [ago(DAY)] }, addDays(now, 6)],
    ['a wider cap of one’s own', { settings: { ...defaultMailSettings, weeklyCap: 20 }, recent: sent(19, 6 * DAY) }, 'now'],
    ['cap and quiet hours: the cap first, quiet hours when its time comes', { settings: nights, recent: sent(10, 6 * DAY) }, addDays(now, 1)],
    ['guarded in peace', { guarded: true }, 'now'],
    ['guarded in an incident', { guarded: true, touched: true }, new Date(now.getTime() + 5 * 60_000)],
    ['guarded and critical in an incident', { guarded: true, touched: true, class: 'critical' }, new Date(now.getTime() + 5 * 60_000)],
    ['an incident, but the mail is not out of place', { touched: true }, 'now'],
    [
      'an incident: good news waits before it is dropped',
      { guarded: true, touched: true, class: 'marketing', recent: sent(10, 6 * DAY) },
      new Date(now.getTime() + 5 * 60_000),
    ],
  ])('%s', (_name, over, expected) => {
    const timing = decideTiming(facts(over), now)
    expect(timing.kind === 'wait' ? timing.until : timing.kind).toEqual(expected)
    if (timing.kind !== 'now') expect(timing.reason).toMatch(/^[A-Z].+\.$/)
  })

  it.each<MailClass>(['operational', 'marketing'])('%s: at the moment that it waited for, it leaves', (mailClass) => {
    const first = decideTiming(facts({ class: mailClass, settings: nights }), now)
    if (first.kind !== 'wait') throw new Error('it should wait')
    expect(decideTiming(facts({ class: mailClass, settings: nights }), first.until)).toEqual({ kind: 'now' })
  })
})
