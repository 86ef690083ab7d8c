import type { Metadata } from 'next'
import { AuthForm } from '../_parts/auth-form'
import { Heading } from '../_parts/heading'
import { TextLink } from '../_parts/text-link'
import { confirmAddress } from './actions'

export const metadata: Metadata = { title: 'New address' }

/** Opening the link changes nothing: programs that look at mails open links too. */
export default async function ConfirmAddressPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  return (
    <>
      <Heading title="Sign in with this address from now on?">The old one ends with it. Sessions go on.</Heading>
      <AuthForm
        action={confirmAddress}
        hidden={{ token: typeof token === 'string' ? token : '' }}
        fields={[]}
        submitLabel="Confirm the address"
        pendingLabel="Confirming"
      />
      <p className="mt-5 text-sm">
        <TextLink href="/sign-in">Sign in</TextLink>
      </p>
    </>
  )
}
