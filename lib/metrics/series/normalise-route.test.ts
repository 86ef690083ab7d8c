import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseRoute } from './normalise-route'

describe('normaliseRoute', () => {
  it.each([
    { name: 'a plain route', route: '/api/ingest/events', is: '/api/ingest/events' },
    { name: 'the root', route: '/', is: '/' },
    { name: 'nothing', route: '', is: '/' },
    { name: 'a query', route: '/tools?token=secret', is: '/tools' },
    { name: 'a fragment', route: '/tools#top', is: '/tools' },
    { name: 'a slash at the end', route: '/tools/', is: '/tools' },
    { name: 'slashes in a row', route: '//tools///new', is: '/tools/new' },
    { name: 'a UUID', route: '/tools/0197f1a2-3b4c-7d5e-8f90-a1b2c3d4e5f6/edit', is: '/tools/:id/edit' },
    { name: 'a UUID in capitals', route: '/tools/0197F1A2-3B4C-7D5E-8F90-A1B2C3D4E5F6', is: '/tools/:id' },
    { name: 'a UUID without hyphens', route: '/tools/0197f1a23b4c7d5e8f90a1b2c3d4e5f6', is: '/tools/:id' },
    { name: 'a number', route: '/orders/4711', is: '/orders/:id' },
    { name: 'a single digit', route: '/orders/7', is: '/orders/:id' },
    { name: 'a negative number', route: '/offset/-12', is: '/offset/:id' },
    { name: 'coordinates', route: '/at/52.52,13.40', is: '/at/:id' },
    { name: 'a ULID', route: '/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV', is: '/runs/:id' },
    { name: 'a nanoid', route: '/s/V1StGXR8_Z5jdHi6B-myT', is: '/s/:id' },
    { name: 'hexadecimal of 16', route: '/commits/deadbeefdeadbeef', is: '/commits/:id' },
    { name: 'hexadecimal of 15 is a word', route: '/commits/deadbeefdeadbee', is: '/commits/deadbeefdeadbee' },
    { name: 'a hash of 40', route: '/commits/da39a3ee5e6b4b0d3255bfef95601890afd80709', is: '/commits/:id' },
    { name: 'base64 without digits', route: '/t/qWeRtYuIoPaSdFgHjK', is: '/t/:id' },
    { name: 'an e-mail address', route: '/people/ada@example.org', is: '/people/:email' },
    { name: 'an encoded e-mail address', route: '/people/ada%40example.org/keys', is: '/people/:email/keys' },
    { name: 'an at sign without a domain', route: '/people/@ada', is: '/people/:id' },
    { name: 'a version', route: '/v1/models', is: '/v1/models' },
    { name: 'a name with a version', route: '/tools/geocode-v2', is: '/tools/geocode-v2' },
    { name: 'a long name of words', route: '/tools/weekly-health-digest', is: '/tools/weekly-health-digest' },
    { name: 'a long name in camelCase', route: '/rpc/listOrganizationMembers', is: '/rpc/listOrganizationMembers' },
    { name: 'a file', route: '/sitemap.xml', is: '/sitemap.xml' },
    { name: 'a template with a colon', route: '/tools/:toolId', is: '/tools/:toolId' },
    { name: 'a template in brackets', route: '/tools/[toolId]', is: '/tools/[toolId]' },
    { name: 'a template in braces', route: '/tools/{tool_id}', is: '/tools/{tool_id}' },
    { name: 'a rest', route: '/auth/[...all]', is: '/auth/[...all]' },
    { name: 'encoded text', route: '/search/two%20words', is: '/search/:id' },
    { name: 'encoding that is broken', route: '/search/%E0%A4%A', is: '/search/:id' },
    { name: 'an endless name', route: `/a/${'b'.repeat(41)}`, is: '/a/:id' },
    { name: 'an endless path', route: '/a'.repeat(20), is: `${'/a'.repeat(11)}/:rest` },
  ])('$name', ({ route, is }) => {
    expect(normaliseRoute(route)).toBe(is)
  })

  const path = fc.oneof(
    fc.webPath(),
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc
      .array(fc.oneof(fc.uuid(), fc.ulid(), fc.emailAddress(), fc.webSegment(), fc.integer().map(String)), { maxLength: 30 })
      .map((parts) => `/${parts.join('/')}`),
  )

  it('is idempotent and bounded, whatever comes', () => {
    fc.assert(
      fc.property(path, (route) => {
        const once = normaliseRoute(route)
        expect(normaliseRoute(once)).toBe(once)
        expect(once.startsWith('/')).toBe(true)
        expect(once.length).toBeLessThanOrEqual(12 * 41)
        expect(once).not.toMatch(/[\s@?#]/)
      }),
    )
  })

  it('hides every id, wherever it stands', () => {
    const id = fc.oneof(fc.uuid(), fc.ulid(), fc.nat().map(String), fc.stringMatching(/^[0-9a-f]{16,32}$/))
    fc.assert(
      fc.property(id, fc.emailAddress(), (one, address) => {
        expect(normaliseRoute(`/a/${one}/b`)).toBe('/a/:id/b')
        expect(normaliseRoute(`/a/${encodeURIComponent(address)}/b`)).not.toContain('@')
      }),
    )
  })
})
