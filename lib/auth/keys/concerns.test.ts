import { describe, expect, it } from 'vitest'
import { keyConcerns } from './concerns'

const now = new Date('2026-03-31T16:00:00Z')
/** Ninety days before the midnight of that day. */
const limit = '2025-12-31T00:00:00Z'

describe('keyConcerns', () => {
  const cases: [string, { issued: string; expires?: string; allowlist?: string[] }, { open: boolean; old: boolean; ending: boolean }][] = [
    ['ninety days at midnight are young enough', { issued: limit }, { open: true, old: false, ending: false }],
    ['a moment more is old', { issued: '2025-12-30T23:59:59.999Z' }, { open: true, old: true, ending: false }],
    [
      'old, but ends within the week: it is being replaced',
      { issued: '2025-01-01T00:00:00Z', expires: '2026-04-07T16:00:00Z' },
      { open: true, old: false, ending: true },
    ],
    [
      'old, and ends a moment after the week',
      { issued: '2025-01-01T00:00:00Z', expires: '2026-04-07T16:00:00.001Z' },
      { open: true, old: true, ending: false },
    ],
    ['with one address it is not open', { issued: limit, allowlist: ['203.0.113.7'] }, { open: false, old: false, ending: false }],
  ]
  it.each(cases)('%s', (_name, { issued, expires, allowlist = [] }, expected) => {
    const key = { ipAllowlist: allowlist, issuedAt: new Date(issued), expiresAt: expires ? new Date(expires) : null }
    expect(keyConcerns(key, now)).toEqual(expected)
  })
})
