import { describe, expect, it } from 'vitest'
import type { Actor, KeyActor, UserActor } from '@/lib/auth/model'
import { mayWriteAlerts } from './owner'

const user = (change: Partial<UserActor>): UserActor => ({
  kind: 'user',
  userId: 'u',
  sessionId: 's',
  platformRole: null,
  organizationId: 'a',
  memberRole: 'member',
  ...change,
})
const key = (change: Partial<KeyActor>): KeyActor => ({ kind: 'key', keyId: 'k', organizationId: 'a', scopes: ['alerts:write'], ...change })

describe('mayWriteAlerts', () => {
  it.each<[string, Actor, string | null, boolean]>([
    ['a member, of the own organization', user({}), 'a', true],
    ['a member, of another', user({}), 'b', false],
    ['a member, of the platform', user({}), null, false],
    ['staff with the permission, of the platform', user({ platformRole: 'admin', organizationId: null, memberRole: null }), null, true],
    ['staff who only read, of the platform', user({ platformRole: 'read_only', organizationId: null, memberRole: null }), null, false],
    ['staff, of an organization they look at without being members', user({ platformRole: 'admin', memberRole: null }), 'a', false],
    ['a key with the scope', key({}), 'a', true],
    ['a key that only reads', key({ scopes: ['alerts:read'] }), 'a', false],
    ['a key of another organization', key({ organizationId: 'b' }), 'a', false],
    ['a key of the platform', key({ organizationId: null }), null, false],
    ['a job', { kind: 'job', job: 'evaluate-alerts' }, 'a', false],
  ])('%s', (_name, actor, organizationId, expected) => {
    expect(mayWriteAlerts(actor, { organizationId })).toBe(expected)
  })
})
