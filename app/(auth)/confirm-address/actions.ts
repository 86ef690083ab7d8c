'use server'

import { redirect } from 'next/navigation'
import { confirmEmailChange } from '@/lib/auth/commands/change-email'
import { findUser, readVisit } from '@/lib/http/require-actor'
import { attempt } from '../_parts/attempt'
import type { AuthState } from '../_parts/state'

/** Changes the address of the person whom the link was made for. */
export async function confirmAddress(_previous: AuthState, form: FormData): Promise<AuthState> {
  const visit = await readVisit()
  const failure = await attempt(() => confirmEmailChange(visit, String(form.get('token') ?? '')), {})
  if (failure) return failure
  const user = await findUser()
  redirect(user ? (user.actor.organizationId ? '/dashboard/settings' : '/admin/account') : '/sign-in?done=address')
}
