import { describe, expect, it } from 'vitest'
import { decideGroup, type GroupAlert, type GroupState } from './group'
import type { ToldAlert } from './model'

const start = new Date('2026-03-02T10:00:00Z')
const at = (seconds: number) => new Date(start.getTime() + seconds * 1_000)

const alert = (over: Partial<GroupAlert> = {}): GroupAlert => ({
  id: 'a',
  fingerprint: 'rule:a',
  state: 'firing',
  severity: 'warning',
  firedAt: start,
  acknowledgedAt: null,
  held: false,
  ...over,
})
const told = (over: Partial<ToldAlert> = {}): ToldAlert => ({
  alertId: 'a',
  fingerprint: 'rule:a',
  severity: 'warning',
  said: 'firing',
  at: at(30).toISOString(),
  ...over,
})
const group = (over: Partial<GroupState> = {}, channel: Partial<GroupState['channel']> = {}, rule: Partial<GroupState['rule']> = {}): GroupState => ({
  alerts: [],
  told: [],
  lastSentAt: null,
  rule: { cooldownMinutes: 60, snoozedUntil: null, quiet: null, ...rule },
  channel: {
    minSeverity: 'warning',
    sendResolved: true,
    groupWaitSeconds: 30,
    groupIntervalSeconds: 300,
    repeatSeconds: 14_400,
    acknowledges: false,
    ...channel,
  },
  ...over,
})

/** What is said at a moment, in short: "send new firing a" or "wait 30" (seconds from the start) or "rest". */
function short(state: GroupState, seconds: number): string {
  const decision = decideGroup(state, at(seconds))
  if (decision.kind === 'wait') return decision.until === null ? 'rest' : `wait ${(decision.until.getTime() - start.getTime()) / 1_000}`
  const said = (['firing', 'acknowledged', 'ended'] as const).filter((key) => decision[key].length > 0).map((key) => `${key} ${decision[key].join('+')}`)
  return `${decision.reason}: ${said.join(', ')}`
}

const second = alert({ id: 'b', fingerprint: 'rule:b', firedAt: at(20) })
const quiet = { quiet: { fromMinute: 9 * 60, toMinute: 11 * 60, timeZone: 'UTC' } }
const sent = { lastSentAt: at(30), told: [told()] }

describe('a group', () => {
  const cases: [name: string, state: GroupState, seconds: number, expected: string][] = [
    ['nothing open', group(), 0, 'rest'],
    ['waits for others after the first', group({ alerts: [alert()] }), 29, 'wait 30'],
    ['is told after the wait', group({ alerts: [alert()] }), 30, 'new: firing a'],
    ['takes along what came meanwhile', group({ alerts: [alert(), second] }), 30, 'new: firing a+b'],
    [
      'names the gravest first',
      group({ alerts: [alert(), alert({ id: 'c', fingerprint: 'rule:c', severity: 'critical', firedAt: at(10) })] }),
      30,
      'new: firing c+a',
    ],
    ['waits for the interval with another', group({ alerts: [alert(), second], ...sent }), 60, 'wait 330'],
    ['tells another after the interval', group({ alerts: [alert(), second], ...sent }), 330, 'new: firing b'],
    ['is repeated after four hours', group({ alerts: [alert()], ...sent }), 14_430, 'repeat: firing a'],
    ['is not repeated before', group({ alerts: [alert()], ...sent }), 14_429, 'wait 14430'],
    ['says that it is over', group({ alerts: [alert({ state: 'resolved' })], ...sent }), 330, 'ended: ended a'],
    ['says so no sooner than the interval', group({ alerts: [alert({ state: 'resolved' })], ...sent }), 329, 'wait 330'],
    ['says that it was dismissed as well', group({ alerts: [alert({ state: 'dismissed' })], ...sent }), 330, 'ended: ended a'],
    ['does not say so where nobody wants to know', group({ alerts: [alert({ state: 'resolved' })], ...sent }, { sendResolved: false }), 330, 'rest'],
    ['says nothing of what came and went unseen', group({ alerts: [alert({ state: 'resolved' })] }), 30, 'rest'],
    ['says nothing twice', group({ alerts: [alert({ state: 'resolved' })], lastSentAt: at(330), told: [told({ said: 'ended' })] }), 700, 'rest'],
    ['becomes graver within the interval', group({ alerts: [alert({ severity: 'critical' })], ...sent }), 90, 'graver: firing a'],
    ['but not within a minute', group({ alerts: [alert({ severity: 'critical' })], ...sent }), 89, 'wait 90'],
    ['is below what the channel takes', group({ alerts: [alert()] }, { minSeverity: 'critical' }), 30, 'rest'],
    ['is held, and looked at again', group({ alerts: [alert({ held: true })] }), 30, 'wait 90'],
    ['is told when the hold is over', group({ alerts: [alert()] }), 3_600, 'new: firing a'],
    ['is over while it is held', group({ alerts: [alert({ state: 'resolved', held: true })], ...sent }), 330, 'ended: ended a'],
    ['is snoozed', group({ alerts: [alert()] }, {}, { snoozedUntil: at(600) }), 30, 'wait 600'],
    ['is told after the snooze', group({ alerts: [alert()] }, {}, { snoozedUntil: at(600) }), 600, 'new: firing a'],
    ['keeps quiet hours', group({ alerts: [alert()] }, {}, quiet), 30, 'wait 3600'],
    ['but for what is critical', group({ alerts: [alert({ severity: 'critical' })] }, {}, quiet), 30, 'new: firing a'],
    ['wakes nobody up with an end', group({ alerts: [alert({ state: 'resolved' })], ...sent }, {}, quiet), 330, 'wait 3600'],
  ]
  it.each(cases)('%s', (_name, state, seconds, expected) => {
    expect(short(state, seconds)).toBe(expected)
  })
})

describe('an acknowledged alert', () => {
  const taken = alert({ state: 'acknowledged', acknowledgedAt: at(14_400) })
  const cases: [name: string, state: GroupState, seconds: number, expected: string][] = [
    ['that was never told is not told', group({ alerts: [taken] }), 14_500, 'rest'],
    ['is no news to a chat', group({ alerts: [taken], ...sent }), 14_401, 'wait 18000'],
    ['is news to who keeps incidents', group({ alerts: [taken], ...sent }, { acknowledges: true }), 14_401, 'acknowledged: acknowledged a'],
    ['rests for an hour', group({ alerts: [taken], lastSentAt: at(30), told: [told({ said: 'acknowledged' })] }), 17_999, 'wait 18000'],
    ['is repeated after that', group({ alerts: [taken], lastSentAt: at(30), told: [told({ said: 'acknowledged' })] }), 18_000, 'repeat: firing a'],
    ['fires anew', group({ alerts: [alert()], lastSentAt: at(30), told: [told({ said: 'acknowledged' })] }), 90, 'rearmed: firing a'],
    ['ends', group({ alerts: [alert({ state: 'resolved' })], lastSentAt: at(30), told: [told({ said: 'acknowledged' })] }), 330, 'ended: ended a'],
  ]
  it.each(cases)('%s', (_name, state, seconds, expected) => {
    expect(short(state, seconds)).toBe(expected)
  })
})

describe('the same again within the cooldown', () => {
  const before = { lastSentAt: at(330), told: [told({ alertId: 'old', said: 'ended' as const })] }
  const again = alert({ firedAt: at(1_000) })
  const cases: [name: string, state: GroupState, seconds: number, expected: string][] = [
    ['rests until its end', group({ alerts: [again], ...before }), 1_030, 'wait 3630'],
    ['is told at its end if it is still so', group({ alerts: [again], ...before }), 3_630, 'new: firing a'],
    ['is told at once when it is graver', group({ alerts: [alert({ firedAt: at(1_000), severity: 'critical' })], ...before }), 1_030, 'new: firing a'],
    ['says nothing of an end that was not told', group({ alerts: [alert({ state: 'resolved' })], ...before }), 1_030, 'rest'],
    ['does not concern another series', group({ alerts: [alert({ fingerprint: 'rule:b', firedAt: at(1_000) })], ...before }), 1_030, 'new: firing a'],
  ]
  it.each(cases)('%s', (_name, state, seconds, expected) => {
    expect(short(state, seconds)).toBe(expected)
  })
})

describe('the memory', () => {
  it('holds what was said, with its gravity and time', () => {
    const decision = decideGroup(group({ alerts: [alert()] }), at(30))
    expect(decision.told).toEqual([told()])
    expect(decision.kind === 'send' && decision.next).toEqual(at(14_430))
  })

  it('keeps the time of the last telling when something ends, and forgets it after the cooldown', () => {
    const ended = decideGroup(group({ alerts: [alert({ state: 'resolved' })], ...sent }), at(330))
    expect(ended.told).toEqual([told({ said: 'ended' })])
    expect(decideGroup(group({ told: ended.told, lastSentAt: at(330) }), at(3_629)).told).toHaveLength(1)
    expect(decideGroup(group({ told: ended.told, lastSentAt: at(330) }), at(3_630)).told).toEqual([])
  })

  it('repeats every four hours, not at every look', () => {
    const first = decideGroup(group({ alerts: [alert()], ...sent }), at(14_430))
    expect(first.told).toEqual([told({ at: at(14_430).toISOString() })])
    expect(short(group({ alerts: [alert()], lastSentAt: at(14_430), told: first.told }), 14_500)).toBe('wait 28830')
  })
})
