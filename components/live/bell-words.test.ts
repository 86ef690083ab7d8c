import { describe, expect, it } from 'vitest'
import { bellMark, unseenText } from './bell-words'

describe('the bell', () => {
  it.each([
    [0, '0'],
    [99, '99'],
    [100, '99+'],
    [250, '99+'],
  ])('counts %d as %s', (unseen, text) => expect(unseenText(unseen)).toBe(text))

  it.each([
    ['fired', 'critical', 'critical', 'Firing'],
    ['fired', 'warning', 'warning', 'Firing'],
    ['rearmed', 'warning', 'warning', 'Firing again'],
    ['escalated', 'critical', 'critical', 'Now critical'],
    ['resolved', 'critical', 'good', 'Resolved'],
  ] as const)('shows %s (%s) as %s, "%s"', (type, severity, tone, label) => expect(bellMark(type, severity)).toEqual({ tone, label }))
})
