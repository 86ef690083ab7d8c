import { describe, expect, it } from 'vitest'
import { builtPages, pageMatcher } from './measure-pages'

const templateOf = pageMatcher([
  '/',
  '/dashboard',
  '/dashboard/tools/[toolId]',
  '/dashboard/tools/new',
  '/dashboard/[section]',
  '/docs/[...path]',
  '/help/[[...path]]',
])

describe('pageMatcher', () => {
  it.each([
    { name: 'the root', path: '/', is: '/' },
    { name: 'a fixed page', path: '/dashboard', is: '/dashboard' },
    { name: 'a slash at the end', path: '/dashboard/', is: '/dashboard' },
    { name: 'a parameter', path: '/dashboard/tools/0197f1a2', is: '/dashboard/tools/:toolId' },
    { name: 'a fixed page beside a parameter', path: '/dashboard/tools/new', is: '/dashboard/tools/new' },
    { name: 'a parameter at another depth', path: '/dashboard/health', is: '/dashboard/:section' },
    { name: 'the rest of a path', path: '/docs/a/b/c', is: '/docs/:path' },
    { name: 'an optional rest that is not there', path: '/help', is: '/help/:path' },
    { name: 'a page below a page that is none', path: '/dashboard/tools/a/b', is: null },
    { name: 'a scanner', path: '/wp-login.php', is: null },
    { name: 'a file of the build', path: '/_next/static/chunk.js', is: null },
    { name: 'a handler', path: '/api/health', is: null },
  ])('$name', ({ path, is }) => {
    expect(templateOf(path)).toBe(is)
  })

  it('finds no pages where there is no build', () => {
    expect(builtPages('/nowhere')).toEqual([])
  })
})
