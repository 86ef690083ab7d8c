import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, DAY, HOUR, MINUTE } from '@/lib/time'
import type { Stop } from './clock'
import { type Circumstances, decide, type Episode, type Notice, type Transition } from './decide'
import type { Outcome } from './judge'
import { DELIVERY_SLACK_MS, type Evidence, type GateSpec, type GateStep, gateSpecs, gateTypes, LAST_WARNING_MS } from './model'

const start = new Date('2026-03-02T04:00:00Z')
const elevated = gateSpecs.error_rate_elevated
const evidence: Evidence = { summary: '', reached: 0, needed: 1, healing: null, threshold: null, days: [] }
const be = (outcome: Outcome, over: Partial<Circumstances> = {}): Circumstances => ({
  verdict: { outcome, watching: false, evidence },
  stops: [],
  exempt: false,
  archived: false,
  ...over,
})
const stop = (fromDays: number, toDays: number | null): Stop => ({
  fromMs: addDays(start, fromDays).getTime(),
  toMs: toDays === null ? null : addDays(start, toDays).getTime(),
  label: 'INC-1',
})
/** A notice, told a minute after the day's check; not told with null. */
const told = (step: GateStep, day: number | null): Notice => ({ step, toldAt: day === null ? null : new Date(addDays(start, day).getTime() + MINUTE) })

/** An episode that was triggered at `start` and told of at once. */
const episode = (over: Partial<Episode> = {}): Episode => ({
  state: 'grace',
  triggeredAt: start,
  appliesAt: addDays(start, 14),
  appliedAt: null,
  escalatesAt: null,
  escalatedAt: null,
  stoppedMs: 0,
  checkedAt: start,
  notices: [told('triggered', 0)],
  ...over,
})
const warned = [told('triggered', 0), told('midpoint', 7), told('day_before', 13)]

function stepAt(day: number, open: Episode | null, circumstances = be('breaching'), spec: GateSpec = elevated): string | null {
  const next = decide(spec, open, circumstances, addDays(start, day))
  return next ? `${next.state} ${next.notice?.step ?? '-'} ${dayOf(next.notice?.consequenceAt ?? null)}`.trim() : null
}
const dayOf = (at: Date | null) => (at ? String((at.getTime() - start.getTime()) / DAY) : '')

describe('nothing is open', () => {
  it.each<[string, Circumstances, string | null]>([
    ['breaching', be('breaching'), 'grace triggered 14'],
    ['between', be('between'), null],
    ['healed', be('healed'), null],
    ['insufficient data', be('insufficient'), null],
    ['an exemption', be('breaching', { exempt: true }), null],
    ['archived', be('breaching', { archived: true }), null],
  ])('%s', (_name, circumstances, expected) => {
    expect(stepAt(0, null, circumstances)).toBe(expected)
  })

  it('keeps whole hours, so that a run some minutes earlier than yesterday’s is in time', () => {
    const next = decide(elevated, null, be('breaching'), new Date(start.getTime() + 40 * MINUTE))
    expect(next?.triggeredAt).toEqual(start)
  })
})

describe('grace', () => {
  it.each<[string, number, Partial<Episode>, string, Circumstances?]>([
    ['the day after', 1, {}, 'grace -'],
    ['the day before the midpoint', 6, {}, 'grace -'],
    ['the midpoint', 7, {}, 'grace midpoint 14'],
    ['a missed midpoint is told late, while it is still of use', 10, {}, 'grace midpoint 14'],
    ['the midpoint is told once', 8, { notices: [told('triggered', 0), told('midpoint', 7)] }, 'grace -'],
    ['the last warning', 13, {}, 'grace day_before 14'],
    ['a missed last warning comes first, and the consequence waits for it', 14, {}, 'grace day_before 15'],
    ['weeks of missed runs: the same', 40, {}, 'grace day_before 41'],
    ['the consequence', 14, { notices: warned }, 'applied applied 21'],
    ['a day after it was due', 15, { notices: warned }, 'applied applied 21'.replace('21', '22')],
    ['the last warning has not been told', 14, { notices: [told('triggered', 0), told('day_before', null)] }, 'grace -'],
    ['it was told late', 14, { notices: [told('triggered', 0), told('day_before', 13.5)] }, 'grace -'],
    ['and the day after', 15, { notices: [told('triggered', 0), told('day_before', 13.5)] }, 'applied applied 22'],
    ['the first warning has not been told', 13, { notices: [told('triggered', null)] }, 'grace -'],
    ['it was told on the third day', 14, { notices: [told('triggered', 3)] }, 'grace midpoint 17'],
    [
      'the midpoint was never told: no reason to wait',
      14,
      { notices: [told('triggered', 0), told('midpoint', null), told('day_before', 13)] },
      'applied applied 21',
    ],
    ['neither breaching nor healed: it goes on', 14, { notices: warned }, 'applied applied 21', be('between')],
    ['insufficient data holds the consequence', 14, { notices: warned }, 'grace -', be('insufficient')],
    ['healed', 5, {}, 'lifted lifted', be('healed')],
    ['exempted', 5, {}, 'lifted lifted', be('breaching', { exempt: true })],
    ['archived', 5, {}, 'lifted lifted', be('breaching', { archived: true })],
    ['healed while the clock stands', 5, {}, 'lifted lifted', be('healed', { stops: [stop(4, null)] })],
    ['the clock stands: nothing is said', 7, {}, 'grace -', be('breaching', { stops: [stop(4, null)] })],
    ['a day has been stopped: the midpoint a day later', 7, {}, 'grace -', be('breaching', { stops: [stop(4, 5)] })],
    ['and then', 8, {}, 'grace midpoint 15', be('breaching', { stops: [stop(4, 5)] })],
    ['the consequence a day later', 14, { notices: warned }, 'grace -', be('breaching', { stops: [stop(4, 5)] })],
    ['and then', 15, { notices: [told('triggered', 0), told('day_before', 14)] }, 'applied applied 22', be('breaching', { stops: [stop(4, 5)] })],
    ['stopped after the last warning: a whole day of warning remains', 14.5, { notices: warned }, 'grace -', be('breaching', { stops: [stop(13.5, 14.4)] })],
    ['a window found shorter gives nothing back', 14, { notices: warned, stoppedMs: DAY, appliesAt: addDays(start, 15) }, 'grace -'],
  ])('%s', (_name, day, over, expected, circumstances) => {
    expect(stepAt(day, episode(over), circumstances)).toBe(expected)
  })

  it('a check of an older moment changes nothing', () => {
    expect(stepAt(13, episode({ checkedAt: addDays(start, 14), notices: warned }))).toBeNull()
  })

  it('says why the clock stands, and until when the consequence has moved', () => {
    const next = decide(elevated, episode(), be('breaching', { stops: [stop(4, null)] }), addDays(start, 9))
    expect(next).toMatchObject({ stoppedBy: 'INC-1', stoppedMs: 5 * DAY, appliesAt: addDays(start, 19) })
  })
})

describe('after the consequence', () => {
  const applied = (over: Partial<Episode> = {}) =>
    episode({ state: 'applied', appliedAt: addDays(start, 14), escalatesAt: addDays(start, 21), notices: [...warned, told('applied', 14)], ...over })
  it.each<[string, number, Partial<Episode>, string, Circumstances?]>([
    ['before the last warning', 19, {}, 'applied -'],
    ['the last warning', 20, {}, 'applied escalation_ahead 21'],
    ['a missed one comes first', 23, {}, 'applied escalation_ahead 24'],
    ['the escalation', 21, { notices: [...warned, told('escalation_ahead', 20)] }, 'applied escalated'],
    ['its warning has not been told', 21, { notices: [...warned, told('escalation_ahead', null)] }, 'applied -'],
    ['it was told late', 21, { notices: [...warned, told('escalation_ahead', 20.5)] }, 'applied -'],
    ['insufficient data', 21, { notices: [...warned, told('escalation_ahead', 20)] }, 'applied -', be('insufficient')],
    ['the clock stands', 21, { notices: [...warned, told('escalation_ahead', 20)] }, 'applied -', be('breaching', { stops: [stop(20.5, null)] })],
    ['two days were stopped', 21, { notices: [...warned] }, 'applied -', be('breaching', { stops: [stop(15, 17)] })],
    ['and then', 22, { notices: [...warned] }, 'applied escalation_ahead 23', be('breaching', { stops: [stop(15, 17)] })],
    ['once', 30, { escalatedAt: addDays(start, 21) }, 'applied -'],
    ['healed', 22, {}, 'lifted lifted', be('healed')],
  ])('%s', (_name, day, over, expected, circumstances) => {
    expect(stepAt(day, applied(over), circumstances)).toBe(expected)
  })

  it('the other gates have no second consequence', () => {
    expect(stepAt(100, applied({ escalatesAt: null }), be('breaching'), gateSpecs.error_rate_critical)).toBe('applied -')
  })
})

describe('health_down', () => {
  const spec = gateSpecs.health_down
  it.each<[string, number, Notice[], string, Outcome?]>([
    ['the first mail is its 24 h mail; half of it passes', 0.5, [told('triggered', 0)], 'grace midpoint 1'],
    ['a day later', 1, [told('triggered', 0)], 'applied applied'],
    ['a quarter before', 1 - 1 / 96, [told('triggered', 0), told('midpoint', 0.5)], 'grace -'],
    ['not told', 1, [told('triggered', null)], 'grace -'],
    ['nobody has asked it lately', 1, [told('triggered', 0)], 'grace -', 'insufficient'],
    ['the endpoint was removed', 0.2, [told('triggered', 0)], 'lifted lifted', 'gone'],
  ])('%s', (_name, day, notices, expected, outcome = 'breaching') => {
    expect(stepAt(day, episode({ appliesAt: addDays(start, 1), notices }), be(outcome), spec)).toBe(expected)
  })
})

// Any facts, any gaps between the runs (missed, doubled, late, for an older moment), any incidents, and mails
// that are told whenever they are told: the promise holds.
describe('no consequence without its warnings in time', () => {
  const outcomes = fc.constantFrom<Outcome>('breaching', 'breaching', 'breaching', 'between', 'insufficient', 'healed')
  const run = fc.record({
    gapHours: fc.oneof(fc.constant(24), fc.constant(24), fc.double({ min: -30, max: 200, noNaN: true })),
    outcome: outcomes,
    exempt: fc.boolean(),
    tellAfterMinutes: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6_000 })),
  })
  const incident = fc.record({ fromDays: fc.double({ min: 0, max: 60, noNaN: true }), days: fc.double({ min: 0.01, max: 6, noNaN: true }) })

  it.each(gateTypes)('%s', (type) => {
    const spec = gateSpecs[type]
    fc.assert(
      fc.property(fc.array(run, { minLength: 5, maxLength: 60 }), fc.array(incident, { maxLength: 3 }), (runs, incidents) => {
        let now = start
        let open: (Episode & { notices: (Notice & { owedAt: Date })[] }) | null = null
        for (const { gapHours, outcome, exempt, tellAfterMinutes } of runs) {
          now = new Date(now.getTime() + gapHours * HOUR)
          // What is known of incidents at this moment: one that lasts has no end yet.
          const stops: Stop[] = incidents
            .map(({ fromDays, days }) => ({ fromMs: addDays(start, fromDays).getTime(), toMs: addDays(start, fromDays + days).getTime(), label: '' }))
            .filter((one) => one.fromMs <= now.getTime())
            .map((one) => ({ ...one, toMs: one.toMs > now.getTime() ? null : one.toMs }))
            .sort((a, b) => a.fromMs - b.fromMs)
          const seen: Episode | null = open && {
            ...open,
            notices: open.notices.map((one) => ({ ...one, toldAt: one.toldAt && one.toldAt <= now ? one.toldAt : null })),
          }
          const next: Transition | null = decide(spec, seen, be(outcome, { stops, exempt: exempt && outcome === 'between' }), now)
          if (!next) continue
          if (open) keepsPromise(spec, open, next, now)
          if (open && next.appliesAt < open.appliesAt) throw new Error('a date came closer')
          if (next.state === 'lifted') {
            open = null
            continue
          }
          const notices: (Notice & { owedAt: Date })[] = open?.notices ?? []
          if (next.notice) {
            if (notices.some((one) => one.step === next.notice?.step)) throw new Error(`${next.notice.step} twice`)
            notices.push({ step: next.notice.step, owedAt: now, toldAt: new Date(now.getTime() + tellAfterMinutes * MINUTE) })
          }
          open = { ...next, state: next.state, checkedAt: now, notices }
        }
      }),
      { numRuns: 400 },
    )
  })

  function keepsPromise(spec: GateSpec, before: Episode, next: Transition, now: Date): void {
    const toldBy = (step: GateStep, promisedMs: number) => {
      const toldAt = before.notices.find((notice) => notice.step === step)?.toldAt
      if (!toldAt || toldAt.getTime() > now.getTime() - promisedMs + DELIVERY_SLACK_MS)
        throw new Error(`${step} was told at ${toldAt?.toISOString()}, it is ${now.toISOString()}`)
    }
    if (before.state === 'grace' && next.state === 'applied') {
      toldBy('triggered', spec.graceMs)
      if (spec.dayBefore) toldBy('day_before', LAST_WARNING_MS)
      if (next.stoppedBy !== null) throw new Error('applied while the clock stands')
      if (now.getTime() < before.triggeredAt.getTime() + spec.graceMs + next.stoppedMs - DELIVERY_SLACK_MS) throw new Error('early')
    }
    if (!before.escalatedAt && next.escalatedAt) toldBy('escalation_ahead', LAST_WARNING_MS)
  }
})
