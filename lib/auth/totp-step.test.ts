import { createOTP } from '@better-auth/utils/otp'
import { describe, expect, it } from 'vitest'
import { matchingStep } from './totp-step'

const secret = 'a secret that only the phone knows'
const step = 58_000_000
const now = step * 30_000 + 15_000

describe('matchingStep', () => {
  const cases: [string, number, number | null][] = [
    ['the code of now', 0, step],
    ['the code before', -1, step - 1],
    ['the code after', 1, step + 1],
    ['two steps ago', -2, null],
    ['two steps ahead', 2, null],
  ]
  it.each(cases)('%s', async (_name, offset, expected) => {
    const code = await createOTP(secret).hotp(step + offset)
    expect(await matchingStep(secret, code, now)).toBe(expected)
  })
  it('finds no step for a wrong code', async () => expect(await matchingStep(secret, 'abcdef', now)).toBeNull())
})
