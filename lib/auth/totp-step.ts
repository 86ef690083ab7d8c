import { createOTP } from '@better-auth/utils/otp'

/** A code is valid one step (30 s) before and after its own, for clocks that are off. */
const STEP_MS = 30_000

/** The newest of the three acceptable steps whose code this is; null for a wrong code. */
export async function matchingStep(secret: string, code: string, now: number): Promise<number | null> {
  const current = Math.floor(now / STEP_MS)
  const otp = createOTP(secret, { digits: 6, period: 30 })
  for (const step of [current + 1, current, current - 1]) {
    if ((await otp.hotp(step)) === code) return step
  }
  return null
}
