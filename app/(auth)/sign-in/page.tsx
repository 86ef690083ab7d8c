import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SubmitButton } from '@/components/ui/submit-button'
import { isSetupOpen } from '@/lib/auth/commands/set-up'
import { safeNext } from '@/lib/auth/next-path'
import { hasOidc } from '@/lib/auth/server'
import { findUser } from '@/lib/http/require-actor'
import { AuthForm } from '../_parts/auth-form'
import { Heading } from '../_parts/heading'
import { TextLink } from '../_parts/text-link'
import { signIn, signInWithProvider } from './actions'

export const metadata: Metadata = { title: 'Sign in' }

const notices: Record<string, string> = {
  provider: 'The identity provider did not sign you in, or nobody has invited the address that it named.',
  link: 'This link was used already or has expired. Ask for a new one.',
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[]; error?: string | string[]; done?: string }> }) {
  const { next: asked, error, done } = await searchParams
  const next = safeNext(asked)
  if (await findUser()) redirect(next)
  if (await isSetupOpen()) redirect('/setup')
  const notice =
    done === 'password'
      ? 'Your new password is set. Sign in with it.'
      : done === 'address'
        ? 'Your new address is set. Sign in with it.'
        : typeof error === 'string'
          ? notices[error]
          : undefined

  return (
    <>
      <Heading title="Sign in">{notice ? <p role="status">{notice}</p> : 'With the address that was invited.'}</Heading>
      <AuthForm
        action={signIn}
        hidden={{ next }}
        submitLabel="Sign in"
        pendingLabel="Signing in"
        second={{ intent: 'link', label: 'Send me a link instead' }}
        fields={[
          { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'username', inputMode: 'email' },
          { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
        ]}
      />
      {hasOidc() ? (
        <form action={signInWithProvider} className="mt-2">
          <input type="hidden" name="next" value={next} />
          <SubmitButton variant="secondary" size="lg" className="w-full">
            Continue with your company account
          </SubmitButton>
        </form>
      ) : null}
      <p className="mt-5 text-sm text-text-muted">
        <TextLink href="/forgot-password">Forgot your password?</TextLink>
      </p>
    </>
  )
}
