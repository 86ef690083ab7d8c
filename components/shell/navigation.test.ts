import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { consoles, navigation, sectionOf } from './navigation'

describe.each(['tenant', 'staff'] as const)('%s', (console) => {
  it('has a page behind every section', () => {
    for (const { href } of [...navigation[console], consoles[console]]) expect(existsSync(`app${href}/page.tsx`), href).toBe(true)
  })

  it('gives every letter once', () => {
    const letters = navigation[console].map(({ letter }) => letter)
    expect(new Set(letters).size).toBe(letters.length)
  })
})

it.each([
  ['tenant', '/dashboard', 'overview'],
  ['tenant', '/dashboard/tools/0193', 'tools'],
  ['tenant', '/dashboard/toolsmith', 'overview'],
  ['staff', '/admin/jobs', 'jobs'],
  ['staff', '/admin/suppressions', 'outbox'],
  ['staff', '/admin', 'staff-overview'],
] as const)('%s %s belongs to %s', (console, path, key) => expect(sectionOf(console, path)?.key).toBe(key))
