import { describe, expect, it } from 'vitest'
import { chunkHours } from './hour-chunks'

const hour = (day: number, h: number, marks: number) => ({ hourAt: new Date(Date.UTC(2026, 0, day, h)), marks })
const told = (chunks: ReturnType<typeof chunkHours>) => chunks.map((c) => `${c.from.toISOString().slice(8, 13)}-${c.to.toISOString().slice(8, 13)}`)

describe('chunkHours', () => {
  it.each([
    { name: 'nothing to do', hours: [], expected: [] },
    { name: 'quiet hours share a statement', hours: [hour(5, 1, 3), hour(5, 2, 3), hour(5, 4, 4)], expected: ['05T01-05T05'] },
    { name: 'up to the limit', hours: [hour(5, 1, 5), hour(5, 2, 5)], expected: ['05T01-05T03'] },
    { name: 'not beyond the limit', hours: [hour(5, 1, 5), hour(5, 2, 6)], expected: ['05T01-05T02', '05T02-05T03'] },
    { name: 'a busy hour stands alone', hours: [hour(5, 1, 1), hour(5, 2, 99), hour(5, 3, 1)], expected: ['05T01-05T02', '05T02-05T03', '05T03-05T04'] },
    { name: 'never across midnight', hours: [hour(5, 23, 1), hour(6, 0, 1)], expected: ['05T23-06T00', '06T00-06T01'] },
  ])('$name', ({ hours, expected }) => {
    expect(told(chunkHours(hours, 10))).toEqual(expected)
  })
})
