import { describe, expect, it } from 'vitest'
import type { Actor, PlatformRole } from '@/lib/auth/model'
import type { Severity } from './model'
import { mayAct, mayEditPostmortem, mayOpen, mayResolve } from './permissions'

const person = (platformRole: PlatformRole | null, userId = 'me'): Actor => ({
  kind: 'user',
  userId,
  sessionId: 's',
  platformRole,
  organizationId: null,
  memberRole: null,
})
const key: Actor = { kind: 'key', keyId: 'k', organizationId: null, scopes: ['alerts:write'] }
const job: Actor = { kind: 'job', job: 'guard' }
const mine = { createdBy: 'me', commanderId: null }
const theirs = { createdBy: 'them', commanderId: 'me' }
const ofARule = { createdBy: null, commanderId: 'me' }

describe('who may do what (spec, section 1)', () => {
  it.each<[string, Actor, { act: boolean; open: Severity[]; resolveTheirs: boolean; resolveMine: boolean; editTheirs: boolean; editMine: boolean }]>([
    ['nobody of the staff', person(null), { act: false, open: [], resolveTheirs: false, resolveMine: false, editTheirs: false, editMine: false }],
    [
      'read_only, also of what they opened',
      person('read_only'),
      { act: false, open: [], resolveTheirs: false, resolveMine: false, editTheirs: false, editMine: false },
    ],
    ['admin', person('admin'), { act: true, open: [2, 3, 4], resolveTheirs: false, resolveMine: true, editTheirs: false, editMine: true }],
    ['elevated_admin', person('elevated_admin'), { act: true, open: [1, 2, 3, 4], resolveTheirs: true, resolveMine: true, editTheirs: false, editMine: true }],
    ['super_admin', person('super_admin'), { act: true, open: [1, 2, 3, 4], resolveTheirs: true, resolveMine: true, editTheirs: true, editMine: true }],
    ['a key, whatever its scopes', key, { act: false, open: [], resolveTheirs: false, resolveMine: false, editTheirs: false, editMine: false }],
    ['a rule of ours', job, { act: true, open: [1, 2, 3, 4], resolveTheirs: true, resolveMine: true, editTheirs: true, editMine: true }],
  ])('%s', (_, actor, may) => {
    expect({
      act: mayAct(actor),
      open: ([1, 2, 3, 4] as const).filter((severity) => mayOpen(actor, severity)),
      resolveTheirs: mayResolve(actor, theirs),
      resolveMine: mayResolve(actor, mine),
      editTheirs: mayEditPostmortem(actor, theirs),
      editMine: mayEditPostmortem(actor, mine),
    }).toEqual(may)
  })

  it('what a rule opened is its commander’s', () => {
    expect(mayResolve(person('admin'), ofARule)).toBe(true)
    expect(mayEditPostmortem(person('admin'), ofARule)).toBe(true)
    expect(mayResolve(person('admin', 'other'), ofARule)).toBe(false)
    expect(mayResolve(person('read_only'), ofARule)).toBe(false)
  })
})
