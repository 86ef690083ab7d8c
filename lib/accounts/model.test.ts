import { describe, expect, it } from 'vitest'
import { budgetInputSchema, invitationState, timeZoneSchema } from './model'

describe('invitationState', () => {
  const expiresAt = new Date('2026-03-10T12:00:00Z')
  const cases: [string, string, string, string][] = [
    ['open until the last moment', 'pending', '2026-03-10T11:59:59.999Z', 'pending'],
    ['over at its end', 'pending', '2026-03-10T12:00:00Z', 'expired'],
    ['accepted stays accepted', 'accepted', '2027-01-01T00:00:00Z', 'accepted'],
    ['revoked stays revoked', 'revoked', '2026-03-01T00:00:00Z', 'revoked'],
  ]
  it.each(cases)('%s', (_name, status, now, expected) => expect(invitationState({ status, expiresAt }, new Date(now))).toBe(expected))
})

describe('timeZoneSchema', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])('takes %s', (zone) => expect(timeZoneSchema.safeParse(zone).success).toBe(true))
  it.each(['', 'Mars/Olympus', '+01:00', '-5', 'Europe/Berlin; drop'])('refuses "%s"', (zone) => expect(timeZoneSchema.safeParse(zone).success).toBe(false))
})

describe('budgetInputSchema', () => {
  it.each<[string, number | null]>([
    ['250', 250_000_000],
    ['1,200.50', 1_200_500_000],
    [' $80 ', 80_000_000],
    ['0.01', 10_000],
    ['1000000000', 1e15],
    ['', null],
    ['  ', null],
  ])('takes "%s"', (budget, micros) => expect(budgetInputSchema.parse({ budget })).toEqual({ budget: micros }))
  it.each(['0', '-5', '1e3', 'ten', '1.2.3', '0x10', '1000000001', 'Infinity', '.'])('refuses "%s"', (budget) =>
    expect(budgetInputSchema.safeParse({ budget }).success).toBe(false),
  )
})
