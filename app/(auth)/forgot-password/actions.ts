'use server'

import { emailSchema } from '@/lib/auth/person'
import { callAuth } from '@/lib/http/call-auth'
import { type AuthState, failed } from '../_parts/state'

/** Sends a link to choose a new password; the answer is the same whether there is an account or not. */
export async function requestPasswordLink(_previous: AuthState, form: FormData): Promise<AuthState> {
  const values = { email: String(form.get('email') ?? '').slice(0, 254) }
  const email = emailSchema.safeParse(values.email)
  if (!email.success) return { ...failed('Check the e-mail address.', values), problems: { email: email.error.issues[0]?.message ?? '' } }
  const { status } = await callAuth('/request-password-reset', { email: email.data })
  if (status === 429) return failed('Several links were asked for already. Look into your mailbox, or try again in a quarter of an hour.', values)
  if (status !== 200) return failed('The link could not be sent. Try again in a moment.', values)
  return { ok: true, message: `If there is an account for ${email.data}, a link is on its way. It is good for 15 minutes.`, values, problems: {} }
}
