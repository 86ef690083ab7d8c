import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '@/lib/time'
import { type RuleInput, ruleInputSchema } from '../rule-input'
import type { LabValues, Part } from './model'
import { draftRule, replay } from './replay'
import { combine, joinSeries, valuesOf } from './values'

const from = new Date('2026-03-01T00:00:00Z')
const input = (change: Partial<RuleInput> = {}): RuleInput => ({
  ...ruleInputSchema.parse({
    name: 'x',
    kind: 'threshold',
    metric: 'tool_fair_error_ratio',
    aggregation: 'avg',
    operator: 'gt',
    threshold: 0.05,
    windowMinutes: 5,
  }),
  ...change,
})
/** A value every 5 minutes from 00:05 on. */
const series = (values: (number | null)[]): LabValues => ({
  labels: { tool: 'a' },
  name: 'a',
  points: values.map((value, index) => ({ at: from.getTime() + (index + 1) * 5 * MINUTE, value })),
})
const minutes = (at: Date | null) => (at === null ? null : (at.getTime() - from.getTime()) / MINUTE)
const fired = (change: Partial<RuleInput>, values: (number | null)[]) =>
  replay(draftRule(input(change), 'o', from), series(values), from).map(({ firedAt, resolvedAt, worst }) => [minutes(firedAt), minutes(resolvedAt), worst])

describe('replay', () => {
  it.each<[string, Partial<RuleInput>, (number | null)[], (number | null)[][]]>([
    ['nothing is bad', {}, [0.01, 0.02, 0.05], []],
    ['bad at once and over', {}, [0, 0.1, 0.2, 0, 0], [[10, 20, 0.2]]],
    ['bad for long enough', { forMinutes: 10 }, [0, 0.1, 0.1, 0.1, 0], [[20, 25, 0.1]]],
    ['not bad for long enough', { forMinutes: 15 }, [0, 0.1, 0.1, 0, 0], []],
    ['neither bad nor recovered: it stays', {}, [0, 0.1, 0.048, 0.1, 0.01], [[10, 25, 0.1]]],
    ['recovered for long enough', { recoverMinutes: 10 }, [0.1, 0, 0, 0, 0], [[5, 20, 0.1]]],
    [
      'twice',
      {},
      [0.1, 0, 0.1, 0],
      [
        [5, 10, 0.1],
        [15, 20, 0.1],
      ],
    ],
    ['still open at the end', {}, [0, 0.1, 0.3], [[10, null, 0.3]]],
    ['without data it stays open', {}, [0.1, null, null, null, 0], [[5, 25, 0.1]]],
    ['without data it resolves where that is asked', { noData: 'resolve' }, [0.1, null, null, null], [[5, 11, 0.1]]],
    ['a rise against the window before', { kind: 'change', options: { percent: 50, direction: 'up' } }, [10, 10, 20, 20], [[15, 20, 20]]],
    ['nothing arrives', { kind: 'absence', options: { minutes: 10 } }, [1, 1, null, null, null, 1], [[20, 30, 15]]],
  ])('%s', (_name, change, values, expected) => {
    const got = fired(change, values)
    expect(got.map((one) => one.slice(0, 2))).toEqual(expected.map((one) => one.slice(0, 2)))
  })
})

const part = (at: number, change: Partial<Part> = {}): Part => ({ at, sum: 0, count: 0, numerator: 0, denominator: 0, min: 0, max: 0, sketch: null, ...change })

describe('values', () => {
  it('of a share are of the sums, not the mean of shares', () => {
    expect(combine([part(0, { numerator: 1, denominator: 1 }), part(1, { numerator: 0, denominator: 99 })], 'avg', 10)).toBe(0.01)
    expect(combine([part(0)], 'avg', 5)).toBeNull()
    expect(combine([part(0, { sum: 10 }), part(1, { sum: 20 })], 'rate', 10)).toBe(3)
    expect(combine([part(0, { min: 3, max: 4 }), part(1, { min: 1, max: 9 })], 'max', 10)).toBe(9)
  })

  it('cover the window up to each end, and are missing where it holds nothing', () => {
    const at = (minute: number) => from.getTime() + minute * MINUTE
    const one = { labels: {}, name: 'a', parts: [part(at(5), { sum: 1 }), part(at(10), { sum: 2 }), part(at(25), { sum: 4 })] }
    const { points } = valuesOf(one, { aggregation: 'sum', windowMinutes: 10, stepMinutes: 5, from, to: new Date(from.getTime() + HOUR / 2) })
    expect(points.map(({ value }) => value)).toEqual([1, 3, 2, null, 4, 4])
  })

  it('of joined series add up by bucket', () => {
    const joined = joinSeries(
      [
        { labels: { tool: 'a' }, name: 'a', parts: [part(1, { sum: 1 }), part(2, { sum: 1 })] },
        { labels: { tool: 'b' }, name: 'b', parts: [part(2, { sum: 5 })] },
      ],
      'all',
    )
    expect(joined.parts.map(({ at, sum }) => [at, sum])).toEqual([
      [1, 1],
      [2, 6],
    ])
  })
})
