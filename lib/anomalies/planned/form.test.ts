import { describe, expect, it } from 'vitest'
import { readPlan } from './form'

const form = { title: 'Database move', toolId: '', from: '2026-03-28T02:30', to: '2026-03-28T04:30' }

describe('readPlan', () => {
  it('reads times on the clocks of the zone; no tool is every tool', () => {
    expect(readPlan(form, 'Europe/Berlin')).toEqual({
      title: 'Database move',
      toolId: null,
      from: new Date('2026-03-28T01:30:00Z'),
      to: new Date('2026-03-28T03:30:00Z'),
    })
  })

  it.each<[string, Partial<typeof form>, RegExp]>([
    ['a time that the clocks skip', { from: '2026-03-29T02:30' }, /^The beginning, 2026-03-29 02:30, is no time in Europe\/Berlin/],
    ['a day that is none', { to: '2026-02-30T02:30' }, /^The end, 2026-02-30 02:30, is no time/],
    ['no end', { to: '' }, /^Choose day and time of the end\.$/],
    ['no title', { title: ' ' }, /Say what is planned/],
    ['no tool’s id', { toolId: 'x' }, /Choose a tool/],
  ])('refuses %s', (_name, wrong, message) => {
    expect(() => readPlan({ ...form, ...wrong }, 'Europe/Berlin')).toThrow(message)
  })
})
