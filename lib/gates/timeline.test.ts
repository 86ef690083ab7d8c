import { describe, expect, it } from 'vitest'
import { addDays, DAY, MINUTE } from '@/lib/time'
import type { GateStep } from './model'
import { type ShownGate, statedDate, timelineOf } from './timeline'

const start = new Date('2026-03-02T04:00:00Z')
const day = (n: number) => addDays(start, n)
const gate = (over: Partial<ShownGate> = {}): ShownGate => ({
  type: 'error_rate_elevated',
  state: 'grace',
  triggeredAt: start,
  appliesAt: day(14),
  appliedAt: null,
  escalatesAt: null,
  escalatedAt: null,
  liftedAt: null,
  ...over,
})
const owed = (...steps: [GateStep, number][]) => steps.map(([step, at]) => ({ step, owedAt: day(at) }))
const shown = (one: ShownGate, notices: ReturnType<typeof owed>) =>
  timelineOf(one, notices).map(({ step, at, state }) => `${step} ${(at.getTime() - start.getTime()) / DAY} ${state}`)

describe('timelineOf', () => {
  it('after the trigger everything lies ahead', () => {
    expect(shown(gate(), owed(['triggered', 0]))).toEqual([
      'triggered 0 done',
      'midpoint 7 ahead',
      'day_before 13 ahead',
      'applied 14 ahead',
      'escalation_ahead 20 ahead',
      'escalated 21 ahead',
    ])
  })

  it('a warning that was missed is named as skipped', () => {
    expect(shown(gate({ type: 'dormant', appliesAt: day(9) }), owed(['triggered', 0], ['day_before', 8]))).toEqual([
      'triggered 0 done',
      'midpoint 5.5 skipped',
      'day_before 8 done',
      'applied 9 ahead',
    ])
  })

  it('after the lift nothing lies ahead', () => {
    expect(shown(gate({ state: 'lifted', liftedAt: day(5) }), owed(['triggered', 0], ['lifted', 5]))).toEqual(['triggered 0 done', 'lifted 5 done'])
  })

  it('a grace of one day has no mail of the day before', () => {
    expect(shown(gate({ type: 'health_down', appliesAt: day(1) }), owed(['triggered', 0]))).toEqual([
      'triggered 0 done',
      'midpoint 0.5 ahead',
      'applied 1 ahead',
    ])
  })

  it('what has happened keeps its moment', () => {
    const one = gate({ state: 'applied', appliedAt: day(16), escalatesAt: day(23) })
    expect(shown(one, owed(['triggered', 0], ['midpoint', 7], ['day_before', 15], ['applied', 16]))).toEqual([
      'triggered 0 done',
      'midpoint 7 done',
      'day_before 15 done',
      'applied 16 done',
      'escalation_ahead 22 ahead',
      'escalated 23 ahead',
    ])
  })
})

describe('statedDate', () => {
  const minutesAfter = (n: number, minutes: number) => new Date(day(n).getTime() + minutes * MINUTE)
  it.each<[string, Partial<ShownGate>, { step: GateStep; consequenceAt: Date | null }, Date, Date | null]>([
    ['told at once', {}, { step: 'triggered', consequenceAt: day(14) }, minutesAfter(0, 1), day(14)],
    ['told within the slack', {}, { step: 'triggered', consequenceAt: day(14) }, minutesAfter(0, 60), day(14)],
    ['told two days later', {}, { step: 'triggered', consequenceAt: day(14) }, minutesAfter(2, 60), day(16)],
    ['the clock has stood meanwhile', { appliesAt: day(15) }, { step: 'triggered', consequenceAt: day(14) }, minutesAfter(0, 1), day(15)],
    ['the last warning, told late', {}, { step: 'day_before', consequenceAt: day(14) }, minutesAfter(14, 0), new Date(day(15).getTime() - 60 * MINUTE)],
    ['the midpoint promises nothing of its own', {}, { step: 'midpoint', consequenceAt: day(14) }, minutesAfter(12, 0), day(14)],
    ['the second consequence', { escalatesAt: day(21) }, { step: 'escalation_ahead', consequenceAt: day(21) }, minutesAfter(20, 1), day(21)],
    ['no date', {}, { step: 'lifted', consequenceAt: null }, day(3), null],
  ])('%s', (_name, over, notice, now, expected) => {
    expect(statedDate(gate(over), notice, now)).toEqual(expected)
  })
})
