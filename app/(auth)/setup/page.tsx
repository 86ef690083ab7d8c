import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { isSetupOpen } from '@/lib/auth/commands/set-up'
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/password-length'
import { AuthForm } from '../_parts/auth-form'
import { Heading } from '../_parts/heading'
import { setUp } from './actions'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage() {
  if (!(await isSetupOpen())) redirect('/sign-in')
  return (
    <>
      <Heading title="Set up this console">You become its first super admin. The token stands on the console where the server was started.</Heading>
      <AuthForm
        action={setUp}
        submitLabel="Set up"
        pendingLabel="Setting up"
        fields={[
          { name: 'token', label: 'Token', autoComplete: 'off', mono: true },
          { name: 'name', label: 'Your name', autoComplete: 'name' },
          { name: 'email', label: 'Your e-mail address', type: 'email', autoComplete: 'username', inputMode: 'email' },
          {
            name: 'password',
            label: 'Password',
            type: 'password',
            autoComplete: 'new-password',
            minLength: MIN_PASSWORD_LENGTH,
            hint: `At least ${MIN_PASSWORD_LENGTH} characters; a few words are easier to remember than symbols.`,
          },
        ]}
      />
    </>
  )
}
