'use server'

import { redirect } from 'next/navigation'
import { safeNext } from '@/lib/auth/next-path'
import { callAuth } from '@/lib/http/call-auth'
import { type AuthState, failed } from '../../_parts/state'

/** Finishes signing in with a code of the phone or one of the backup codes. */
export async function submitCode(_previous: AuthState, form: FormData): Promise<AuthState> {
  const code = String(form.get('code') ?? '').replaceAll(/\s/g, '')
  const isTotp = /^\d{6}$/.test(code)
  const { status, code: reason } = await callAuth(isTotp ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code', { code })
  if (status === 200) redirect(safeNext(form.get('next')))
  if (reason === 'ACCOUNT_TEMPORARILY_LOCKED') return failed('Ten wrong codes in a row: the account is locked for 15 minutes.')
  if (status === 429) return failed('Too many attempts. Wait ten seconds and try again.')
  if (reason === 'INVALID_TWO_FACTOR_COOKIE' || reason === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') redirect('/sign-in')
  return failed(isTotp ? 'This code is wrong, or it was used already. Wait for the next one.' : 'This is not an unused backup code.')
}
