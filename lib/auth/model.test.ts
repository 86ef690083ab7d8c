import { describe, expect, it } from 'vitest'
import { type Actor, hasPermission, isOwner, permissions, permissionsOf, platformRoles } from './model'

const user = (change: Partial<Extract<Actor, { kind: 'user' }>>): Actor => ({
  kind: 'user',
  userId: 'u',
  sessionId: 's',
  platformRole: null,
  organizationId: null,
  memberRole: null,
  ...change,
})

describe('permissionsOf', () => {
  it('gives each role everything of the role before it, and more', () => {
    const sets = platformRoles.map((role) => permissionsOf(role))
    for (let i = 1; i < sets.length; i++) {
      expect([...(sets[i - 1] ?? [])].every((permission) => sets[i]?.has(permission))).toBe(true)
      expect(sets[i]?.size).toBeGreaterThan(sets[i - 1]?.size ?? 0)
    }
  })
  it('gives the super admin everything and nobody nothing', () => {
    expect([...permissionsOf('super_admin')].sort()).toEqual([...permissions].sort())
    expect(permissionsOf(null).size).toBe(0)
  })
  it('lets read_only do nothing but read', () => expect([...permissionsOf('read_only')]).toEqual(['admin.read']))
})

describe('hasPermission', () => {
  it('is for staff only: an owner, a key and a job have none', () => {
    expect(hasPermission(user({ organizationId: 'o', memberRole: 'owner' }), 'admin.read')).toBe(false)
    expect(hasPermission({ kind: 'key', keyId: 'k', organizationId: null, scopes: ['ingest:write'] }, 'admin.read')).toBe(false)
    expect(hasPermission({ kind: 'job', job: 'retention' }, 'jobs.run')).toBe(false)
    expect(hasPermission(user({ platformRole: 'admin' }), 'jobs.run')).toBe(true)
  })
})

describe('isOwner', () => {
  it('needs an organization and the role in it', () => {
    expect(isOwner(user({ organizationId: 'o', memberRole: 'owner' }))).toBe(true)
    expect(isOwner(user({ organizationId: 'o', memberRole: 'member' }))).toBe(false)
    expect(isOwner(user({ organizationId: null, memberRole: 'owner' }))).toBe(false)
    expect(isOwner(user({ platformRole: 'super_admin' }))).toBe(false)
  })
})
