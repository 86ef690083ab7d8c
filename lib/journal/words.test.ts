import { describe, expect, it } from 'vitest'
import { actionsLike, describeAct } from './words'

describe('describeAct', () => {
  const cases: [string, string, unknown, unknown, string][] = [
    ['a key', 'api_key.issued', null, { prefix: 'pgk_abc', allowlisted: true }, 'Issued the API key pgk_abc…'],
    ['a key for everywhere', 'api_key.issued', null, { prefix: 'pgk_abc', allowlisted: false }, 'Issued the API key pgk_abc…, which works from any address'],
    ['addresses of a key', 'api_key.allowlist_set', { entries: 0 }, { entries: 2 }, 'Changed the addresses of an API key: any address before, 2 entries now'],
    ['a zone', 'organization.changed', { name: 'A', timeZone: 'UTC' }, { name: 'A', timeZone: 'Asia/Tokyo' }, 'Changed the time zone from UTC to Asia/Tokyo'],
    ['a name', 'organization.changed', { name: 'A', timeZone: 'UTC' }, { name: 'B', timeZone: 'UTC' }, 'Renamed the organization to B'],
    [
      'a first retention',
      'organization.audit_retention_set',
      { auditRetentionDays: null },
      { auditRetentionDays: 90 },
      'Set the audit log to be kept for 90 days',
    ],
    [
      'another retention',
      'organization.audit_retention_set',
      { auditRetentionDays: 365 },
      { auditRetentionDays: 90 },
      'Set the audit log to be kept for 90 days, 365 before',
    ],
    ['no endpoint any more', 'tool.health_endpoint_set', { host: 'a.example' }, { host: null }, 'Took a tool’s health endpoint away'],
    ['an act without words of its own', 'quality_gate.exemption_asked', null, null, 'Quality gate exemption asked'],
    ['an act whose fields are missing', 'member.role_set', null, null, 'Changed a member’s role from  to '],
  ]
  it.each(cases)('%s', (_name, action, before, after, expected) => expect(describeAct({ action, before, after })).toBe(expected))
})

describe('actionsLike', () => {
  it.each([
    ['revoked', ['api_key.revoked']],
    ['  INVITATION ', ['invitation.revoked', 'user.created']],
    ['health endpoint', ['tool.health_endpoint_set']],
    ['', []],
    ['nothing like it', []],
  ])('%s', (search, expected) => expect(actionsLike(search)).toEqual(expected))
})
