'use server'

import { redirect } from 'next/navigation'
import { safeNext } from '@/lib/auth/next-path'
import { callAuth } from '@/lib/http/call-auth'

/** Ends the session. */
export async function signOut(form: FormData): Promise<void> {
  await callAuth('/sign-out', {})
  redirect(safeNext(form.get('next'), '/sign-in'))
}
