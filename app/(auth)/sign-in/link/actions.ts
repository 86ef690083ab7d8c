'use server'

import { redirect } from 'next/navigation'
import { safeNext } from '@/lib/auth/next-path'
import { callAuth } from '@/lib/http/call-auth'

/** Uses up the link of a mail. */
export async function spendLink(form: FormData): Promise<void> {
  const next = safeNext(form.get('next'))
  const { status, body } = await callAuth(`/magic-link/verify?token=${encodeURIComponent(String(form.get('token') ?? ''))}`)
  if (status !== 200) redirect('/sign-in?error=link')
  redirect(body.twoFactorRedirect === true ? `/sign-in/two-factor?next=${encodeURIComponent(next)}` : next)
}
