import { expect, it } from 'vitest'
import { evaluatorBanner, evaluatorState } from './evaluator-health'

const now = new Date('2026-03-01T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

it.each([
  ['just now', 0, 'fine'],
  ['two ticks missed', 150, 'fine'],
  ['the third is still running', 209, 'fine'],
  ['three ticks missed', 210, 'late'],
  ['almost five minutes', 299, 'late'],
  ['five minutes', 300, 'stopped'],
])('%s', (_, seconds, state) => {
  expect(evaluatorState(ago(seconds), now)).toBe(state)
  expect(evaluatorBanner(ago(seconds), now, 'members') !== null).toBe(state === 'stopped')
})

it('never says nothing where nothing was judged yet', () => {
  expect(evaluatorState(null, now)).toBe('never')
  expect(evaluatorBanner(null, now, 'staff')).toBeNull()
})

it('says since when', () => {
  const banner = (to: 'staff' | 'members') => evaluatorBanner(ago(480), now, to)
  expect(banner('members')?.title.replaceAll('\u00a0', ' ')).toBe('Alert rules have not been judged for 8 min')
  expect(banner('staff')?.note).toContain('evaluate-alerts')
  expect(banner('members')?.note).not.toContain('evaluate-alerts')
})
