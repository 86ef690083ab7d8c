import { describe, expect, it } from 'vitest'
import { invitationState, timeZoneSchema } from './model'

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
