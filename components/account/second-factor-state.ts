import type { QrCode } from '@/lib/qr-code'

/** Setting up a second factor: what the page shows between the password and the first code. */
export interface SecondFactorSetup {
  /** The otpauth address as a code to scan. */
  qr: QrCode
  /** The same secret to type in by hand, in base32. */
  secret: string
  backupCodes: string[]
}

export interface SecondFactorState {
  ok: boolean
  message: string | null
  setup: SecondFactorSetup | null
}

export type SecondFactorAction = (previous: SecondFactorState, form: FormData) => Promise<SecondFactorState>
