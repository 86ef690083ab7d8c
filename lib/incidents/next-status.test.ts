import { describe, expect, it } from 'vitest'
import { incidentStatuses } from './model'
import { nextStatus, reopen } from './next-status'

const now = new Date('2026-03-10T12:00:00Z')
const before = new Date('2026-03-10T11:00:00Z')
const open = (status: 'investigating' | 'identified' | 'monitoring') => ({
  status,
  mitigatedAt: status === 'monitoring' ? before : null,
  resolvedAt: null,
  closedAt: null,
})
const resolved = { status: 'resolved' as const, mitigatedAt: before, resolvedAt: before, closedAt: null }

describe('nextStatus', () => {
  it.each([
    [open('investigating'), 'identified', null, null],
    [open('investigating'), 'monitoring', now, null],
    [open('investigating'), 'resolved', now, now],
    [open('identified'), 'investigating', null, null],
    [open('identified'), 'monitoring', now, null],
    [open('monitoring'), 'resolved', before, now],
    [open('monitoring'), 'identified', null, null],
    [open('monitoring'), 'investigating', null, null],
  ] as const)('%o to %s', (from, to, mitigatedAt, resolvedAt) => {
    expect(nextStatus(from, to, now)).toEqual({ outcome: 'changed', status: to, mitigatedAt, resolvedAt })
  })

  it.each(['investigating', 'identified', 'monitoring'] as const)('refuses %s again', (status) => {
    expect(nextStatus(open(status), status, now).outcome).toBe('refused')
  })

  it.each(incidentStatuses)('refuses a resolved one to become %s: it is reopened', (to) => {
    expect(nextStatus(resolved, to, now)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('Reopen') })
  })
})

describe('reopen', () => {
  it('takes a resolved one back to the beginning', () => {
    expect(reopen(resolved)).toEqual({ outcome: 'changed', status: 'investigating', mitigatedAt: null, resolvedAt: null })
  })
  it.each([
    ['one that is open', open('monitoring')],
    ['one that is closed', { ...resolved, closedAt: now }],
  ])('refuses %s', (_, progress) => expect(reopen(progress).outcome).toBe('refused'))
})
