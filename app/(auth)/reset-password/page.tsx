import type { Metadata } from 'next'
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/password-length'
import { AuthForm } from '../_parts/auth-form'
import { Heading } from '../_parts/heading'
import { TextLink } from '../_parts/text-link'
import { choosePassword } from './actions'

export const metadata: Metadata = { title: 'New password' }

export default async function ResetPasswordPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return (
    <>
      <Heading title="Choose a new password">You will be signed out everywhere.</Heading>
      <AuthForm
        action={choosePassword}
        hidden={{ token: typeof token === 'string' ? token : '' }}
        submitLabel="Set the password"
        pendingLabel="Setting"
        fields={[
          {
            name: 'password',
            label: 'New password',
            type: 'password',
            autoComplete: 'new-password',
            minLength: MIN_PASSWORD_LENGTH,
            hint: `At least ${MIN_PASSWORD_LENGTH} characters; a few words are easier to remember than symbols.`,
          },
        ]}
      />
      <p className="mt-5 text-sm">
        <TextLink href="/forgot-password">Ask for another link</TextLink>
      </p>
    </>
  )
}
