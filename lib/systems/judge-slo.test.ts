import { describe, expect, it } from 'vitest'
import { budgetOf, judgeSlo } from './judge-slo'

const now = new Date('2026-11-24T12:00:00Z')
const slo = { objective: 0.999, windowDays: 7, minEvents: 100 }
const steady = (bad: number, total: number) => [5, 30, 60, 360].map((minutes) => ({ minutes, bad: (bad * minutes) / 360, total: (total * minutes) / 360 }))

describe('the error budget', () => {
  it.each([
    ['0.1 % of 10,000 are 10; 4 are used', 0.999, 4, 10_000, { allowed: 10, used: 4, left: 6, leftRatio: 0.6 }],
    ['used up to the last', 0.999, 10, 10_000, { allowed: 10, used: 10, left: 0, leftRatio: 0 }],
    ['overdrawn', 0.999, 25, 10_000, { allowed: 10, used: 25, left: 0, leftRatio: 0 }],
    ['5 % of 40 are 2', 0.95, 1, 40, { allowed: 2, used: 1, left: 1, leftRatio: 0.5 }],
    ['0.5 % of 300 are one and a half', 0.995, 1, 300, { allowed: 1.5, used: 1, left: 0.5, leftRatio: 0.5 / 1.5 }],
    ['nothing has happened', 0.999, 0, 0, { allowed: 0, used: 0, left: 0, leftRatio: null }],
  ])('%s', (_, objective, bad, total, expected) => {
    expect(budgetOf(objective, { bad, total })).toEqual(expected)
  })
})

describe('how an SLO stands', () => {
  it.each([
    ['no events', slo, { bad: 0, total: 0 }, [], 'no_data', null],
    ['99 of the 100 that it takes, all bad', slo, { bad: 99, total: 99 }, steady(99, 99), 'low_volume', 0],
    ['just enough events, all good', slo, { bad: 0, total: 100 }, [], 'met', 1],
    ['just enough events, one bad: the tenth that may be is gone', slo, { bad: 1, total: 100 }, [], 'breached', 0.99],
    ['one event of the budget left', slo, { bad: 9, total: 10_000 }, [], 'met', 0.9991],
    ['the budget is used up to the last event', slo, { bad: 10, total: 10_000 }, [], 'breached', 0.999],
    ['both windows of the fast pair burn', slo, { bad: 60, total: 100_000 }, steady(20, 1_000), 'burning', 0.9994],
    ['no minimum asked, one good event', { ...slo, minEvents: 0 }, { bad: 0, total: 1 }, [], 'met', 1],
  ] as const)('%s', (_, promised, window, recent, state, value) => {
    const standing = judgeSlo(promised, window, recent, now)
    expect(standing.state).toBe(state)
    if (value === null) expect(standing.value).toBeNull()
    else expect(standing.value).toBeCloseTo(value, 9)
  })
})

describe('burn rates come from the SLO’s own window', () => {
  // Of 1,000 events 3.36 bad are 3.36 times 0.1 %.
  const hour = (bad: number, shortBad: number) => [
    { minutes: 60, bad, total: 1_000 },
    { minutes: 5, bad: shortBad, total: 100 },
  ]
  it.each([
    [7, 'at 3.36 times over an hour and still', hour(3.36, 0.336), true],
    [7, 'just below over the hour', hour(3.35, 1), false],
    [7, 'over by now: the five minutes are below', hour(50, 0.335), false],
    [7, 'over by now: nothing happened in the five minutes', [{ minutes: 60, bad: 50, total: 1_000 }], false],
    [28, 'at 13.44 times', hour(13.44, 1.344), true],
    [28, 'just below', hour(13.43, 2), false],
    [30, 'at 14.4 times', hour(14.4, 1.44), true],
    [30, 'just below', hour(14.39, 2), false],
  ])('%i days: %s', (windowDays, _, recent, tells) => {
    const standing = judgeSlo({ ...slo, windowDays }, { bad: 0, total: 1_000_000 }, recent, now)
    expect(standing.burns.map(({ minutes }) => minutes)).toEqual([60, 5, 360, 30])
    expect(standing.burns[0]?.tells).toBe(tells)
    expect(standing.state).toBe(tells ? 'burning' : 'met')
  })

  it('the slow pair tells as well: 1.4 times over six hours and still over half an hour', () => {
    const recent = [
      { minutes: 360, bad: 14, total: 10_000 },
      { minutes: 30, bad: 1.4, total: 1_000 },
    ]
    const standing = judgeSlo(slo, { bad: 20, total: 1_000_000 }, recent, now)
    expect(standing.burns.map(({ tells }) => tells)).toEqual([false, false, true, true])
    expect(standing).toMatchObject({ state: 'burning', burning: 1.4 })
  })
})

describe('when the budget will be gone', () => {
  const window = (leftRatio: number) => ({ bad: 100 * (1 - leftRatio), total: 100_000 })
  const at = (bad: number) => steady(bad, 1_000)
  it.each([
    ['half of seven days’ budget at 7 times: half a day', slo, window(0.5), at(7), '2026-11-25T00:00:00Z'],
    ['all of it at 3.5 times: two days', slo, window(1), at(3.5), '2026-11-26T12:00:00Z'],
    ['a quarter of 28 days at 14 times: half a day', { ...slo, windowDays: 28 }, window(0.25), at(14), '2026-11-25T00:00:00Z'],
    ['a tenth of 30 days at 1.5 times over six hours: two days', { ...slo, windowDays: 30 }, window(0.1), at(1.5), '2026-11-26T12:00:00Z'],
    ['as fast as it may: never', slo, window(0.5), at(1), null],
    ['nothing burns', slo, window(0.5), at(0), null],
    ['no events lately', slo, window(0.5), [], null],
    ['it is gone already', slo, window(0), at(7), null],
    ['too few events burn nothing', { ...slo, minEvents: 1_000_000 }, window(0.5), at(7), null],
  ])('%s', (_, promised, events, recent, expected) => {
    expect(judgeSlo(promised, events, recent, now).goneAt?.toISOString() ?? null).toBe(expected === null ? null : new Date(expected).toISOString())
  })
})
