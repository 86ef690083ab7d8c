'use server'

import { redirect } from 'next/navigation'
import { completeSetup } from '@/lib/auth/commands/set-up'
import { emailSchema } from '@/lib/auth/person'
import { callAuth } from '@/lib/http/call-auth'
import { readVisit } from '@/lib/http/require-actor'
import { attempt } from '../_parts/attempt'
import { readNewPerson } from '../_parts/new-person'
import { type AuthState, failed } from '../_parts/state'

/** Creates the first super admin and signs in. */
export async function setUp(_previous: AuthState, form: FormData): Promise<AuthState> {
  const values = { name: String(form.get('name') ?? ''), email: String(form.get('email') ?? '') }
  const email = emailSchema.safeParse(values.email)
  if (!email.success) return { ...failed('Check the e-mail address.', values), problems: { email: email.error.issues[0]?.message ?? '' } }
  const person = readNewPerson(form, values)
  if ('problems' in person) return person
  const visit = await readVisit()
  const failure = await attempt(async () => {
    await completeSetup(visit, { ...person, email: email.data, token: String(form.get('token') ?? '') })
  }, values)
  if (failure) return failure
  await callAuth('/sign-in/email', { email: email.data, password: person.password })
  redirect('/admin')
}
