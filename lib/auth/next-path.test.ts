import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeNext } from './next-path'

describe('safeNext', () => {
  const kept = ['/dashboard', '/dashboard/tools?sort=errors&page=2', '/admin/jobs#last', '/dashboard/tools/a%2Fb', '/sign-information']
  it.each(kept)('keeps %s', (next) => expect(safeNext(next)).toBe(next))

  const refused: [string, unknown][] = [
    ['nothing', undefined],
    ['an empty text', ''],
    ['a list', ['/dashboard']],
    ['another origin', 'https://evil.example/x'],
    ['a scheme', 'javascript:alert(1)'],
    ['two slashes', '//evil.example'],
    ['slash and backslash', '/\\evil.example'],
    ['a backslash later on', '/dashboard\\..\\evil'],
    ['dots that lead to two slashes', '/.//evil.example'],
    ['a tab that browsers drop', '/\t/evil.example'],
    ['a newline that browsers drop', '/\n/evil.example'],
    ['no slash', 'dashboard'],
    ['signing in again', '/sign-in?next=/x'],
    ['an API address', '/api/ingest/events'],
    ['a very long one', `/${'a'.repeat(3_000)}`],
  ]
  it.each(refused)('refuses %s', (_name, next) => expect(safeNext(next)).toBe('/dashboard'))

  it('never leaves the origin, whatever is asked', () => {
    const origin = 'https://console.invalid'
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.string({ unit: fc.constantFrom('/', '\\', '.', '@', ':', 'a', '\t', '?', '#', '%2f') })), (next) => {
        expect(new URL(safeNext(next), origin).origin).toBe(origin)
      }),
    )
  })
})
