import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '@/lib/time'
import { isPlanned, type PlannedSpan, planInputSchema, plannedState, planProblems } from './model'

const now = new Date('2026-03-10T12:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)

describe('planProblems', () => {
  it.each([
    ['an hour from now', HOUR, 2 * HOUR, []],
    ['begun exactly 24 hours ago, not over', -DAY, HOUR, []],
    ['begun a moment more than 24 hours ago', -DAY - 1, HOUR, ['/from']],
    ['exactly a year ahead', 365 * DAY, 365 * DAY + HOUR, []],
    ['a moment more than a year ahead', 365 * DAY + 1, 365 * DAY + HOUR, ['/from']],
    ['ends when it begins', HOUR, HOUR, ['/to']],
    ['ends before it begins', 2 * HOUR, HOUR, ['/to']],
    ['exactly 14 days long', HOUR, HOUR + 14 * DAY, []],
    ['a moment longer than 14 days', HOUR, HOUR + 14 * DAY + 1, ['/to']],
    ['over a moment from now', -HOUR, 1, []],
    ['over now', -HOUR, 0, ['/to']],
    ['wrong at both ends', -2 * DAY, -3 * DAY, ['/from', '/to']],
  ])('%s', (_name, from, to, pointers) => {
    expect(planProblems({ from: at(from), to: at(to) }, now).map(({ pointer }) => pointer)).toEqual(pointers)
  })
})

describe('planInputSchema', () => {
  const input = { title: ' Launch ', from: '2026-03-11T02:00:00Z', to: '2026-03-11T05:00:00+01:00' }

  it('reads moments with their offset, and takes every tool when none is named', () => {
    expect(planInputSchema.parse(input)).toEqual({
      title: 'Launch',
      toolId: null,
      from: new Date('2026-03-11T02:00:00Z'),
      to: new Date('2026-03-11T04:00:00Z'),
    })
  })

  it.each([
    ['no title', { ...input, title: '  ' }],
    ['a title of 121 characters', { ...input, title: 'x'.repeat(121) }],
    ['a day without a time', { ...input, from: '2026-03-11' }],
    ['a time without a zone', { ...input, from: '2026-03-11T02:00' }],
    ['no tool’s id', { ...input, toolId: 'all' }],
    ['a field that it does not know', { ...input, organizationId: 'x' }],
  ])('refuses %s', (_name, wrong) => {
    expect(planInputSchema.safeParse(wrong).success).toBe(false)
  })

  it('takes a title of 120 characters', () => {
    expect(planInputSchema.safeParse({ ...input, title: 'x'.repeat(120) }).success).toBe(true)
  })
})

describe('isPlanned', () => {
  const tool = { toolId: 't1', organizationId: 'o1' }
  const window = { from: at(0), to: at(5 * MINUTE) }
  const span = (change: Partial<PlannedSpan>): PlannedSpan => ({
    organizationId: 'o1',
    toolId: 't1',
    fromMs: now.getTime() - HOUR,
    toMs: now.getTime() + HOUR,
    ...change,
  })

  it.each<[string, PlannedSpan[], boolean]>([
    ['nothing is planned', [], false],
    ['this tool', [span({})], true],
    ['another tool', [span({ toolId: 't2' })], false],
    ['every tool of the organization', [span({ toolId: null })], true],
    ['every tool of another organization', [span({ organizationId: 'o2', toolId: null })], false],
    ['everybody', [span({ organizationId: null, toolId: null })], true],
    ['ends as the window begins', [span({ toMs: now.getTime() })], false],
    ['ends a moment into the window', [span({ toMs: now.getTime() + 1 })], true],
    ['begins as the window ends', [span({ fromMs: now.getTime() + 5 * MINUTE })], false],
    ['begins a moment before the window ends', [span({ fromMs: now.getTime() + 5 * MINUTE - 1 })], true],
    ['one of several', [span({ toolId: 't2' }), span({})], true],
  ])('%s', (_name, spans, expected) => {
    expect(isPlanned(spans, tool, window)).toBe(expected)
  })
})

describe('plannedState', () => {
  it.each([
    ['begins a moment from now', 1, HOUR, null, 'ahead'],
    ['begins now', 0, HOUR, null, 'current'],
    ['ends a moment from now', -HOUR, 1, null, 'current'],
    ['ends now', -HOUR, 0, null, 'over'],
    ['cancelled before it began', HOUR, DAY, -HOUR, 'cancelled'],
    ['cancelled under way', -DAY, DAY, -HOUR, 'cancelled'],
  ])('%s', (_name, from, to, cancelled, expected) => {
    expect(plannedState({ fromAt: at(from), toAt: at(to), cancelledAt: cancelled === null ? null : at(cancelled) }, now)).toBe(expected)
  })
})
