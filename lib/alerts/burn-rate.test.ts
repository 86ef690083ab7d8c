import { describe, expect, it } from 'vitest'
import { burnPairs, burnRate } from './burn-rate'

describe('the speed at which somebody is told comes from the window of the SLO', () => {
  it.each([
    [7, 3.36, 1.4],
    [28, 13.44, 5.6],
    [30, 14.4, 6],
  ])('%i days: %d and %d times', (days, fast, slow) => {
    expect(burnPairs(days).map(({ multiplier }) => multiplier)).toEqual([fast, slow])
  })

  it.each([
    ['2 % of the budget in an hour, and still over five minutes', 0, 60, 5, 'critical'],
    ['5 % of the budget in six hours, and still over half an hour', 1, 360, 30, null],
  ])('%s', (_, at, longMinutes, shortMinutes, severity) => {
    expect(burnPairs(7)[at]).toMatchObject({ longMinutes, shortMinutes, severity })
  })

  it('at its multiplier a pair uses up just its part of the budget', () => {
    for (const days of [7, 28, 30]) {
      for (const pair of burnPairs(days)) expect((pair.multiplier * pair.longMinutes) / (days * 1440)).toBeCloseTo(pair.budgetShare, 9)
    }
  })
})

it.each([
  ['one bad of a hundred, 99 % asked: as fast as it may', 1, 100, 0.99, 1],
  ['all bad: as fast as can be', 100, 100, 0.99, 100],
  ['nothing happened', 0, 0, 0.99, null],
])('%s', (_, bad, total, objective, rate) => {
  const burns = burnRate(bad, total, objective)
  if (rate === null) expect(burns).toBeNull()
  else expect(burns).toBeCloseTo(rate, 9)
})
