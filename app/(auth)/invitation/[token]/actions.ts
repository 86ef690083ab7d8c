'use server'

import { redirect } from 'next/navigation'
import { acceptInvitation, signUpByInvitation } from '@/lib/accounts/commands/manage-invitations'
import { callAuth } from '@/lib/http/call-auth'
import { readVisit, requireUser } from '@/lib/http/require-actor'
import { attempt } from '../../_parts/attempt'
import { readNewPerson } from '../../_parts/new-person'
import type { AuthState } from '../../_parts/state'

/** Accepts as the signed-in person. */
export async function accept(_previous: AuthState, form: FormData): Promise<AuthState> {
  const ctx = await requireUser()
  const failure = await attempt(async () => {
    await acceptInvitation(ctx, String(form.get('token') ?? ''))
  }, {})
  if (failure) return failure
  redirect('/dashboard')
}

/** Accepts as a new person, and signs in. */
export async function signUp(_previous: AuthState, form: FormData): Promise<AuthState> {
  const values = { name: String(form.get('name') ?? '') }
  const person = readNewPerson(form, values)
  if ('problems' in person) return person
  const visit = await readVisit()
  let email = ''
  const failure = await attempt(async () => {
    const accepted = await signUpByInvitation(visit, { ...person, token: String(form.get('token') ?? '') })
    email = accepted.email
  }, values)
  if (failure) return failure
  await callAuth('/sign-in/email', { email, password: person.password })
  redirect('/dashboard')
}
