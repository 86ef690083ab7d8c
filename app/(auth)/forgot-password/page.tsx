import type { Metadata } from 'next'
import { AuthForm } from '../_parts/auth-form'
import { Heading } from '../_parts/heading'
import { TextLink } from '../_parts/text-link'
import { requestPasswordLink } from './actions'

export const metadata: Metadata = { title: 'Forgotten password' }

export default function ForgotPasswordPage() {
  return (
    <>
      <Heading title="Choose a new password">We send you a link to do so.</Heading>
      <AuthForm
        action={requestPasswordLink}
        submitLabel="Send the link"
        pendingLabel="Sending"
        fields={[{ name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'username', inputMode: 'email' }]}
      />
      <p className="mt-5 text-sm">
        <TextLink href="/sign-in">Back to signing in</TextLink>
      </p>
    </>
  )
}
