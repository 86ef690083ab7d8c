import { describe, expect, it } from 'vitest'
import { addDays } from '@/lib/time'
import { securityChecklist } from './checklist'

const now = new Date('2026-03-01T12:00:00Z')
const all = { stripeConnect: true, twoFactor: true, webhookEndpoint: true, budgetControls: true, auditRetention: true, keys: 2, keysOpen: 0, keysOld: 0 }
const states = (settings: Partial<typeof all>, reviewedAt: Date | null = now) =>
  Object.fromEntries(securityChecklist({ ...all, ...settings }, reviewedAt, now).items.map((item) => [item.id, item.state]))

describe('security checklist', () => {
  it('has eight items, in the order of the spec', () => {
    const { items, done, total } = securityChecklist(all, now, now)
    expect(items.map((item) => item.id)).toEqual([
      'stripe_connect',
      'two_factor',
      'ip_allowlist',
      'webhook_endpoint',
      'budget_controls',
      'key_age',
      'audit_retention',
      'active_sessions',
    ])
    expect({ done, total }).toEqual({ done: 8, total: 8 })
  })

  it.each<[string, Partial<typeof all>, Record<string, string>]>([
    ['Stripe Connect', { stripeConnect: false }, { stripe_connect: 'open' }],
    ['second factor', { twoFactor: false }, { two_factor: 'open' }],
    ['allowlist', { keysOpen: 1 }, { ip_allowlist: 'open', key_age: 'done' }],
    ['webhook', { webhookEndpoint: false }, { webhook_endpoint: 'open' }],
    ['budget', { budgetControls: false }, { budget_controls: 'open' }],
    ['rotation', { keysOld: 2 }, { key_age: 'open', ip_allowlist: 'done' }],
    ['retention', { auditRetention: false }, { audit_retention: 'open' }],
    ['without keys two items do not apply', { keys: 0 }, { ip_allowlist: 'not_applicable', key_age: 'not_applicable' }],
  ])('%s', (_, settings, expected) => {
    expect(states(settings)).toMatchObject(expected)
  })

  it.each([
    ['never', null, 'open'],
    ['90 days ago', addDays(now, -90), 'done'],
    ['longer ago', new Date(addDays(now, -90).getTime() - 1), 'open'],
  ])('sessions looked through %s', (_, reviewedAt, state) => {
    expect(states({}, reviewedAt).active_sessions).toBe(state)
  })

  it('counts only what applies', () => {
    expect(securityChecklist({ ...all, keys: 0, twoFactor: false }, null, now)).toMatchObject({ done: 4, total: 6 })
  })
})
