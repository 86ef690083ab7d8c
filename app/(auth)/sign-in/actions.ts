'use server'

import { redirect } from 'next/navigation'
import { safeNext } from '@/lib/auth/next-path'
import { emailSchema } from '@/lib/auth/person'
import { OIDC_PROVIDER, renewAuth } from '@/lib/auth/server'
import { callAuth } from '@/lib/http/call-auth'
import { type AuthState, failed } from '../_parts/state'

const TOO_MANY = 'Too many attempts. Wait a quarter of an hour, or sign in with a link by e-mail.'

/** Signs in with a password, or sends a link when the form asks for one. */
export async function signIn(_previous: AuthState, form: FormData): Promise<AuthState> {
  const values = { email: String(form.get('email') ?? '').slice(0, 254) }
  const next = safeNext(form.get('next'))
  const email = emailSchema.safeParse(values.email)
  if (!email.success) return { ...failed('Check the e-mail address.', values), problems: { email: email.error.issues[0]?.message ?? '' } }
  if (form.get('intent') === 'link') return sendLink(email.data, next, values)

  const password = String(form.get('password') ?? '')
  if (!password) return { ...failed('Enter your password, or let us send you a link.', values), problems: { password: 'Enter your password.' } }
  const { status, body } = await callAuth('/sign-in/email', { email: email.data, password })
  if (status === 429) return failed(TOO_MANY, values)
  // One sentence for a wrong password and an unknown address.
  if (status !== 200) return failed('E-mail address or password is wrong.', values)
  if (body.twoFactorRedirect === true) redirect(`/sign-in/two-factor?next=${encodeURIComponent(next)}`)
  redirect(next)
}

/** Goes to the identity provider. */
export async function signInWithProvider(form: FormData): Promise<void> {
  const request = { provider: OIDC_PROVIDER, callbackURL: safeNext(form.get('next')), errorCallbackURL: '/sign-in?error=provider', disableRedirect: true }
  let answer = await callAuth('/sign-in/social', request)
  if (answer.code === 'PROVIDER_NOT_FOUND') {
    renewAuth()
    answer = await callAuth('/sign-in/social', request)
  }
  redirect(answer.status === 200 && typeof answer.body.url === 'string' ? answer.body.url : '/sign-in?error=provider')
}

async function sendLink(email: string, next: string, values: Record<string, string>): Promise<AuthState> {
  const { status } = await callAuth('/sign-in/magic-link', { email, metadata: { next } })
  if (status === 429) return failed('Several links were sent to this address already. Look into your mailbox, or try again in a quarter of an hour.', values)
  if (status !== 200) return failed('The link could not be sent. Try again in a moment.', values)
  return { ok: true, message: `If there is an account for ${email}, a link to sign in is on its way. It is good for 15 minutes.`, values, problems: {} }
}
