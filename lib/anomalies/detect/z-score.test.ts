import { describe, expect, it } from 'vitest'
import { DAY, HOUR, WEEK } from '@/lib/time'
import { judgeZ, learnZ, type ZBaseline, zConfig } from './z-score'

/** A Monday. */
const START = 2_000 * WEEK + 4 * DAY

interface Row {
  at: number
  value: number
}

/** Hourly values with a day/night curve, more at weekends, never twice the same. */
function rows(days: number): Row[] {
  return Array.from({ length: days * 24 }, (_, i) => {
    const at = START + i * HOUR
    return { at, value: 100 + 30 * Math.sin((2 * Math.PI * i) / 24) + ((i * 7919) % 101) / 10 + (isWeekendDay(at) ? 50 : 0) }
  })
}

function isWeekendDay(at: number): boolean {
  return [0, 6].includes(new Date(at).getUTCDay())
}

function learn(list: readonly Row[], invocations = 5): ZBaseline {
  const baseline: ZBaseline = []
  for (const row of list) learnZ(baseline, { ...row, invocations })
  return baseline
}

/** The rule, counted again from the rows. */
function recount(list: readonly Row[], { at, value }: Row): number {
  const from = Math.floor(at / DAY) * DAY - 27 * DAY
  const same = list.filter((row) => row.at >= from && isWeekendDay(row.at) === isWeekendDay(at)).map((row) => row.value)
  const mean = same.reduce((sum, x) => sum + x, 0) / same.length
  const variance = same.reduce((sum, x) => sum + (x - mean) ** 2, 0) / same.length
  return (value - mean) / Math.sqrt(variance)
}

describe('the specified z-score', () => {
  it.each([8, 27, 28, 29, 45])('equals a recount after %i days, on weekdays and weekends', (days) => {
    const list = rows(days)
    const baseline = learn(list)
    for (const ahead of [0, 1, 2, 3, 4, 5, 6]) {
      const next = { at: START + days * DAY + ahead * DAY, value: 250 }
      const remembered = list.filter((row) => row.at >= Math.floor(next.at / DAY) * DAY - 27 * DAY)
      expect(judgeZ(baseline, next).z).toBeCloseTo(recount(remembered, next), 9)
    }
    expect(baseline.length).toBeLessThanOrEqual(28)
  })

  it.each([
    [1.999999, null],
    [2.000001, 'warning'],
    [2.999999, 'warning'],
    [3.000001, 'critical'],
    [3.999999, 'critical'],
    [4.000001, 'urgent'],
    [-1.999999, null],
    [-2.000001, 'warning'],
    [-4.000001, 'urgent'],
  ] as const)('at z = %s the severity is %s', (z, severity) => {
    // Ones and minus ones: mean 0, standard deviation 1.
    const baseline = learn(Array.from({ length: 10 * 24 }, (_, i) => ({ at: START + i * HOUR, value: i % 2 === 0 ? 1 : -1 })))
    const verdict = judgeZ(baseline, { at: START + 10 * DAY, value: z })
    expect(verdict.severity).toBe(severity)
    expect(verdict.outcome).toBe(severity ? 'candidate' : 'none')
    expect(verdict.z).toBeCloseTo(z, 12)
  })

  it('is silent before 7 days', () => {
    const list = rows(8)
    const at = (hour: number) => list.filter((row) => row.at < START + hour * HOUR)
    const next = (hour: number) => ({ at: START + hour * HOUR, value: 100 })
    expect(judgeZ(learn(at(7 * 24 - 1)), next(7 * 24 - 1)).outcome).toBe('insufficient')
    expect(judgeZ(learn(at(7 * 24)), next(7 * 24)).outcome).not.toBe('insufficient')
  })

  it('is silent below 100 invocations on days of the class', () => {
    const days = [0, 1, 2, 3, 4, 7, 8].map((day) => ({ at: START + day * DAY, value: day % 2 }))
    const friday = { at: START + 11 * DAY, value: 1 }
    const counted = (invocations: number) => judgeZ(learn(days, invocations), friday).outcome
    expect(counted(99 / 7)).toBe('insufficient')
    expect(counted(100 / 7)).toBe('none')
  })

  it('has no z where nothing varies', () => {
    const baseline = learn(Array.from({ length: 20 * 24 }, (_, i) => ({ at: START + i * HOUR, value: 0.1 })))
    expect(judgeZ(baseline, { at: START + 20 * DAY, value: 0.2 })).toMatchObject({ outcome: 'none', z: null, severity: null })
  })

  it('goes on from a stored baseline', () => {
    const list = rows(20)
    const whole = learn(list)
    const stored: ZBaseline = JSON.parse(JSON.stringify(learn(list.slice(0, 200))))
    for (const row of list.slice(200)) learnZ(stored, { ...row, invocations: 5 })
    expect(stored).toEqual(whole)
  })

  it('takes its limits from the configuration', () => {
    const baseline = learn(rows(10))
    expect(judgeZ(baseline, { at: START + 10 * DAY, value: 250 }, { ...zConfig, daysMin: 11 }).outcome).toBe('insufficient')
  })
})
