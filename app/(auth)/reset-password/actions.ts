'use server'

import { redirect } from 'next/navigation'
import { passwordSchema } from '@/lib/auth/person'
import { callAuth } from '@/lib/http/call-auth'
import { type AuthState, failed } from '../_parts/state'

/** Sets the new password; every session of the person ends. */
export async function choosePassword(_previous: AuthState, form: FormData): Promise<AuthState> {
  const password = passwordSchema.safeParse(form.get('password'))
  if (!password.success) return { ...failed('Choose another password.'), problems: { password: password.error.issues[0]?.message ?? '' } }
  const { status } = await callAuth('/reset-password', { token: String(form.get('token') ?? ''), newPassword: password.data })
  if (status === 429) return failed('Too many attempts. Wait a minute and try again.')
  if (status !== 200) return failed('This link was used already or has expired. Ask for a new one.')
  redirect('/sign-in?done=password')
}
