import { describe, expect, it } from 'vitest'
import { type Audience, canResume, parsePosition, reaches } from './model'

const mine = '00000000-0000-4000-8000-000000000001'
const others = '00000000-0000-4000-8000-000000000002'
const member: Audience = { kind: 'organization', organizationId: mine }
const staff: Audience = { kind: 'staff' }

describe('whom an event reaches', () => {
  it.each([
    ['an alert of the organization', { organizationId: mine, topic: 'alert' }, { member: true, staff: false }],
    ['an alert of another organization', { organizationId: others, topic: 'alert' }, { member: false, staff: false }],
    ['an alert of the platform', { organizationId: null, topic: 'alert' }, { member: false, staff: true }],
    ['the evaluator', { organizationId: null, topic: 'evaluator' }, { member: false, staff: true }],
    ['values computed for all', { organizationId: null, topic: 'value' }, { member: true, staff: true }],
    ['a value of another organization', { organizationId: others, topic: 'value' }, { member: false, staff: false }],
  ])('%s', (_, event, expected) => {
    expect({ member: reaches(event, member), staff: reaches(event, staff) }).toEqual(expected)
  })
})

describe('resuming', () => {
  const stored = { first: 101, last: 200 }
  it.each([
    ['right behind what was deleted', 100, stored, 200, true],
    ['a row before that is gone', 99, stored, 200, false],
    ['at the newest', 200, stored, 200, true],
    ['read by a process that is further', 200, stored, 150, true],
    ['deleted meanwhile by retention, yet read here', 205, stored, 205, true],
    ['of a database that was further', 5_000, stored, 200, false],
    ['nothing stored, nothing happened', 7, null, 7, true],
    ['nothing stored, and not known here', 7, null, 0, false],
    ['a new database', 0, null, 0, true],
  ])('%s', (_, after, rows, cursor, expected) => {
    expect(canResume(after, rows, cursor)).toBe(expected)
  })
})

describe('a position', () => {
  it.each([
    ['12', 12],
    ['0', 0],
    [null, null],
    ['', null],
    ['-1', null],
    ['1.5', null],
    ['9'.repeat(16), null],
    ['12 ', null],
  ])('%j', (text, expected) => expect(parsePosition(text)).toBe(expected))
})
