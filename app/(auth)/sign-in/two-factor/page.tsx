import type { Metadata } from 'next'
import { safeNext } from '@/lib/auth/next-path'
import { AuthForm } from '../../_parts/auth-form'
import { Heading } from '../../_parts/heading'
import { TextLink } from '../../_parts/text-link'
import { submitCode } from './actions'

export const metadata: Metadata = { title: 'Second factor' }

export default async function TwoFactorPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return (
    <>
      <Heading title="Enter your code">The six digits that your authenticator app shows now, or one of your backup codes.</Heading>
      <AuthForm
        action={submitCode}
        hidden={{ next: safeNext(next) }}
        submitLabel="Continue"
        pendingLabel="Checking"
        fields={[{ name: 'code', label: 'Code', autoComplete: 'one-time-code', mono: true }]}
      />
      <p className="mt-5 text-sm text-text-muted">
        No phone and no backup code? An administrator of your organization can invite you anew. <TextLink href="/sign-in">Start again</TextLink>
      </p>
    </>
  )
}
