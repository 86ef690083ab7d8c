import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LinkButton } from '@/components/ui/link-button'
import { findInvitationOffer } from '@/lib/accounts/queries'
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/password-length'
import { getProfile } from '@/lib/auth/queries'
import { findUser } from '@/lib/http/require-actor'
import { AuthForm } from '../../_parts/auth-form'
import { Heading } from '../../_parts/heading'
import { TextLink } from '../../_parts/text-link'
import { accept, signUp } from './actions'

export const metadata: Metadata = { title: 'Invitation' }

const over = {
  accepted: 'This invitation was accepted already.',
  revoked: 'This invitation was withdrawn or replaced by a newer one.',
  expired: 'This invitation has expired.',
}

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const offer = await findInvitationOffer(token, new Date())
  if (!offer) notFound()
  if (offer.state !== 'pending') {
    return (
      <Heading title={over[offer.state]}>
        {offer.state === 'accepted' ? <TextLink href="/sign-in">Sign in</TextLink> : `Ask ${offer.inviterName} for a new one.`}
      </Heading>
    )
  }

  const target = offer.organizationName ?? 'the platform staff'
  const sentence = (
    <Heading title={`Join ${target}`}>
      {offer.inviterName} invited {offer.email} as {offer.role.replaceAll('_', ' ')}.
    </Heading>
  )
  const me = await findUser()
  if (me) {
    const { email } = await getProfile(me.actor.userId)
    if (email !== offer.email) {
      return (
        <Heading title="This invitation is for another address">
          It was sent to {offer.email}; you are signed in as {email}. <TextLink href={`/sign-out?next=/invitation/${token}`}>Sign out</TextLink> and open the
          link again.
        </Heading>
      )
    }
    return (
      <>
        {sentence}
        <AuthForm action={accept} hidden={{ token }} fields={[]} submitLabel={`Join ${target}`} pendingLabel="Joining" />
      </>
    )
  }
  if (offer.hasAccount) {
    return (
      <>
        {sentence}
        <LinkButton href={`/sign-in?next=${encodeURIComponent(`/invitation/${token}`)}`} variant="primary" size="lg" className="w-full">
          Sign in to accept
        </LinkButton>
      </>
    )
  }
  return (
    <>
      {sentence}
      <AuthForm
        action={signUp}
        hidden={{ token }}
        submitLabel={`Join ${target}`}
        pendingLabel="Joining"
        fields={[
          { name: 'name', label: 'Your name', autoComplete: 'name' },
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
