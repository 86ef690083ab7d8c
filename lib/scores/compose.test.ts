import { describe, expect, it } from 'vitest'
import { atBest, compose, gradeOf, lightOf } from './compose'
import { evaluate } from './evaluate'
import { readSheet, roundTenth, type Scorecard } from './scorecard'

describe('grades, from both sides of every boundary', () => {
  it.each([
    [100, 'A+'],
    [95, 'A+'],
    [94.9, 'A'],
    [90, 'A'],
    [89.9, 'A-'],
    [87, 'A-'],
    [85, 'A-'],
    [84.9, 'B+'],
    [80, 'B+'],
    [79.9, 'B'],
    [75, 'B'],
    [74.9, 'B-'],
    [70, 'B-'],
    [69.9, 'C+'],
    [65, 'C+'],
    [64.9, 'C'],
    [60, 'C'],
    [59.9, 'C-'],
    [55, 'C-'],
    [54.9, 'D'],
    [40, 'D'],
    [39.9, 'F'],
    [0, 'F'],
  ])('%f is %s', (total, grade) => {
    expect(gradeOf(total)).toBe(grade)
  })
})

describe('traffic light by percentage', () => {
  it.each([
    [80, 100, 'good'],
    [79.9, 100, 'warning'],
    [60, 100, 'warning'],
    [59.9, 100, 'critical'],
    [16, 20, 'good'],
    [15.9, 20, 'warning'],
    [12, 20, 'warning'],
    [11.9, 20, 'critical'],
    [0, 20, 'critical'],
  ])('%f of %i is %s', (points, max, light) => {
    expect(lightOf(points, max)).toBe(light)
  })
})

describe('rounding to 0.1', () => {
  it.each([
    [18.35, 18.4],
    [0.05, 0.1],
    [0.049, 0],
    [1.005, 1],
    [2.25, 2.3],
    [16.25, 16.3],
    [0.1 + 0.2, 0.3],
    [-0.3, -0.3],
    [-5.7, -5.7],
    [20, 20],
  ])('%f becomes %f', (value, rounded) => {
    expect(roundTenth(value)).toBe(rounded)
  })
})

// A scorecard of another kind, as the consumer's and the customer's are: uneven dimensions, a bonus.
type Facts = Record<string, number | null>
const metric = (id: string, kind: 'setting' | 'measured', points: number): Scorecard<Facts>['dimensions'][number]['metrics'][number] => ({
  id,
  title: id,
  unit: 'ratio',
  source: 'test',
  kind,
  scale: { kind: 'share', at0: 0, at1: points },
  read: (facts) => {
    const value = facts[id] ?? null
    return value === null ? { missing: `no ${id}` } : { value }
  },
  fix: { priority: 'recommended', title: id, href: '/dashboard', steps: [] },
  detail: () => id,
  blame: () => id,
})
const card: Scorecard<Facts> = {
  id: 'test',
  version: 'test-1',
  newFrom: 2,
  dimensions: [
    { id: 'usage', title: 'Usage', max: 60, combine: 'sum', metrics: [metric('recency', 'measured', 40), metric('breadth', 'measured', 20)] },
    { id: 'quality', title: 'Quality', max: 30, combine: 'average', metrics: [metric('errors', 'measured', 10), metric('speed', 'measured', 30)] },
    { id: 'safety', title: 'Safety', max: 10, combine: 'sum', metrics: [metric('lock', 'setting', 4)] },
    { id: 'extra', title: 'Extra', max: 5, combine: 'sum', bonus: true, metrics: [metric('gift', 'measured', 5)] },
  ],
}
const full = { recency: 1, breadth: 1, errors: 1, speed: 1, lock: 1, gift: 0 }

describe('any scorecard', () => {
  it.each<[string, Facts, { total: number | null; points: (number | null)[] }]>([
    ['all at its best', full, { total: 100, points: [60, 30, 10, 0] }],
    ['sum: each metric weighs its maximum', { ...full, recency: 0.5 }, { total: 80, points: [40, 30, 10, 0] }],
    ['average: each metric weighs the same, whatever its maximum', { ...full, errors: 0 }, { total: 85, points: [60, 15, 10, 0] }],
    ['a metric without data scales the rest of a sum', { ...full, recency: 0.5, breadth: null }, { total: 70, points: [30, 30, 10, 0] }],
    ['a metric without data is left out of an average', { ...full, errors: null, speed: 0.5 }, { total: 85, points: [60, 15, 10, 0] }],
    ['a smaller sum of maxima is scaled up', { ...full, lock: 0.5 }, { total: 95, points: [60, 30, 5, 0] }],
    ['a dimension without data scales the others', { ...full, errors: null, speed: null, recency: 0.5 }, { total: 71.4, points: [40, null, 10, 0] }],
    ['a bonus adds', { ...full, recency: 0.5, gift: 1 }, { total: 85, points: [40, 30, 10, 5] }],
    ['a bonus does not lead over 100', { ...full, gift: 1 }, { total: 100, points: [60, 30, 10, 5] }],
    ['a bonus without data costs nothing', { ...full, recency: 0.5, gift: null }, { total: 80, points: [40, 30, 10, null] }],
    ['two dimensions without data: new', { ...full, recency: null, breadth: null, errors: null, speed: null }, { total: null, points: [null, null, 10, 0] }],
    ['nothing at all: new', {}, { total: null, points: [null, null, null, null] }],
  ])('%s', (_, facts, expected) => {
    const { total, dimensions } = evaluate(card, facts)
    expect({ total, points: dimensions.map((dimension) => dimension.points) }).toEqual(expected)
  })

  it('scores again what changed, and only that', () => {
    const evaluation = evaluate(card, { ...full, recency: 0.5 })
    const better = atBest(card, evaluation.sheet, 0, 0)
    expect(compose(card, better, evaluation)).toEqual(compose(card, better))
    expect(compose(card, better, evaluation).dimensions[1]).toBe(evaluation.dimensions[1])
  })

  it('leaves a metric that does not apply as it is', () => {
    const sheet = readSheet(card, { ...full, breadth: null })
    expect(atBest(card, sheet, 0, 1).whole[0]?.[1]).toEqual(sheet.whole[0]?.[1])
  })

  it('knows no metric that the scorecard does not have', () => {
    expect(() => atBest(card, readSheet(card, full), 9, 0)).toThrow(RangeError)
  })
})
