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

/** New backup codes, shown once. */
export interface BackupCodesState {
  ok: boolean
  message: string | null
  codes: string[]
}

export type BackupCodesAction = (previous: BackupCodesState, form: FormData) => Promise<BackupCodesState>

export type SecondFactorAction = (previous: SecondFactorState, form: FormData) => Promise<SecondFactorState>
