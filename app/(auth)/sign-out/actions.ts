'use server'

import { redirect } from 'next/navigation'
import type { ActionResult } from '@/lib/action-result'
import { safeNext } from '@/lib/auth/next-path'
import { callAuth } from '@/lib/http/call-auth'

/** Ends the session; the field `next` says where to go then. */
export async function signOut(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  await callAuth('/sign-out', {})
  redirect(safeNext(form.get('next'), '/sign-in'))
}
