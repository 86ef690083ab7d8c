import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '@/lib/time'
import { heatOf, heatStep, heatWindow, type MarkedDay } from './timeline'

const dayAt = new Date('2026-11-24T00:00:00Z')
const window = { from: dayAt, to: new Date(dayAt.getTime() + DAY) }
const names = new Map([
  ['a', 'Alpha'],
  ['b', 'Beta'],
])

/** [hour, metric (error rate, latency, calls, revenue), severity] */
function day(toolId: string, ...marked: [number, number, number][]): MarkedDay {
  const marks = new Uint8Array(96)
  for (const [hour, metric, severity] of marked) marks[hour * 4 + metric] = severity
  return { toolId, dayAt, marks }
}

const brief = (days: MarkedDay[], options: Partial<Parameters<typeof heatOf>[2]> = {}) =>
  heatOf(days, names, { window, stepMs: HOUR, most: 10, ...options }).rows.map(({ name, cells }) => [
    name,
    ...cells.map((cell) => `${cell.from.toISOString().slice(11, 16)} ${cell.severity} ${cell.metrics.join('+')}`),
  ])

describe('heatOf', () => {
  it('shows the worst metric of an hour first and leaves quiet hours out', () => {
    expect(brief([day('a', [3, 0, 1], [3, 1, 3], [5, 2, 2])])).toEqual([['Alpha', '03:00 urgent latency+error_rate', '05:00 critical invocations']])
  })

  it('a wider cell is as bad as its worst hour', () => {
    expect(brief([day('a', [2, 0, 1], [3, 0, 2], [4, 0, 1])], { stepMs: 2 * HOUR })).toEqual([
      ['Alpha', '02:00 critical error_rate', '04:00 warning error_rate'],
    ])
  })

  it('puts the tool with the worse marks first, and says how many had no room', () => {
    const days = [day('a', [1, 0, 1], [2, 0, 1]), day('b', [1, 0, 2])]
    expect(brief(days).map(([name]) => name)).toEqual(['Beta', 'Alpha'])
    expect(heatOf(days, names, { window, stepMs: HOUR, most: 1 })).toMatchObject({ rows: [{ name: 'Beta' }], left: 1 })
  })

  it.each([
    ['hours before the window', { window: { from: new Date(dayAt.getTime() + 4 * HOUR), to: window.to } }],
    ['hours after it', { window: { from: window.from, to: new Date(dayAt.getTime() + 3 * HOUR) } }],
  ])('leaves out %s', (_name, options) => {
    expect(brief([day('a', [3, 0, 3])], options)).toEqual([])
  })

  it('a tool without a name is not the reader’s', () => {
    expect(brief([day('c', [3, 0, 3])])).toEqual([])
  })
})

it.each([
  [1, 1],
  [2, 1],
  [7, 2],
  [30, 8],
])('over %i days a cell spans %i h, and the window holds whole cells', (days, hours) => {
  const now = new Date('2026-11-25T19:50:00Z')
  const { from, to } = heatWindow(now, days)
  expect(heatStep(days)).toBe(hours * HOUR)
  expect(to.getTime() % heatStep(days)).toBe(0)
  expect(to.getTime()).toBeGreaterThan(now.getTime())
  expect(to.getTime() - now.getTime()).toBeLessThanOrEqual(heatStep(days))
  expect(to.getTime() - from.getTime()).toBe(days * DAY)
})
