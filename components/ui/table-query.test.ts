import { describe, expect, it } from 'vitest'
import { pagesToOffer, parseTableQuery, sortHref, tableHref } from './table-query'

const defaults = { path: '/dashboard/tools', sortable: ['name', 'calls'], defaultSort: { by: 'calls', direction: 'desc' } } as const

describe('parseTableQuery', () => {
  it.each([
    ['nothing', {}, { sort: { by: 'calls', direction: 'desc' }, page: 1, offset: 0, search: '', density: 'comfortable' }],
    ['another column starts upwards', { sort: 'name' }, { sort: { by: 'name', direction: 'asc' } }],
    ['an unknown column', { sort: 'password' }, { sort: { by: 'calls', direction: 'desc' } }],
    ['an unknown direction', { sort: 'name', dir: 'sideways' }, { sort: { by: 'name', direction: 'asc' } }],
    ['page 3', { page: '3' }, { page: 3, offset: 50 }],
    ['page 0', { page: '0' }, { page: 1, offset: 0 }],
    ['a broken page', { page: '1.5' }, { page: 1 }],
    ['a page beyond reason', { page: '1e9' }, { page: 1 }],
    ['a repeated parameter counts once', { q: ['a', 'b'] }, { search: 'a' }],
    ['blanks around the search', { q: '  fx ' }, { search: 'fx' }],
    ['compact rows', { density: 'compact' }, { density: 'compact' }],
  ])('%s', (_, params, expected) => expect(parseTableQuery(params, defaults)).toMatchObject(expected))

  it('cuts a search at 200 characters', () => expect(parseTableQuery({ q: 'x'.repeat(500) }, defaults).search).toHaveLength(200))
})

describe('links', () => {
  const query = parseTableQuery({ q: 'fx', page: '4', tab: 'live' }, defaults)

  it.each([
    ['another page keeps the rest', { page: 5 }, '/dashboard/tools?q=fx&page=5&tab=live'],
    ['the first page is not named', { page: 1 }, '/dashboard/tools?q=fx&tab=live'],
    ['a filter goes back to the first page', { category: 'maps' }, '/dashboard/tools?q=fx&tab=live&category=maps'],
    ['null removes', { q: null, tab: null }, '/dashboard/tools'],
  ])('%s', (_, changes, href) => expect(tableHref(query, changes)).toBe(href))

  it('a header turns the direction of its own column and starts others afresh', () => {
    expect(sortHref(query, 'calls')).toBe('/dashboard/tools?q=fx&tab=live&sort=calls&dir=asc')
    expect(sortHref(query, 'name')).toBe('/dashboard/tools?q=fx&tab=live&sort=name&dir=asc')
    expect(sortHref(query, 'errors', 'desc')).toBe('/dashboard/tools?q=fx&tab=live&sort=errors&dir=desc')
  })
})

describe('pagesToOffer', () => {
  it.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [1, 9, [1, 2, null, 9]],
    [4, 9, [1, 2, 3, 4, 5, null, 9]],
    [5, 9, [1, null, 4, 5, 6, null, 9]],
    [9, 9, [1, null, 8, 9]],
    [12, 9, [1, null, 9]],
  ])('page %d of %d', (current, last, pages) => expect(pagesToOffer(current, last)).toEqual(pages))
})
