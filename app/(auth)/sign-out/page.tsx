import type { Metadata } from 'next'
import { ActionForm } from '@/components/ui/action-form'
import { SubmitButton } from '@/components/ui/submit-button'
import { safeNext } from '@/lib/auth/next-path'
import { requireUser } from '@/lib/http/require-actor'
import { Heading } from '../_parts/heading'
import { signOut } from './actions'

export const metadata: Metadata = { title: 'Sign out' }

export default async function SignOutPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  await requireUser()
  const { next } = await searchParams
  return (
    <>
      <Heading title="Sign out of this browser?">Your other sessions go on; they are listed under Settings, Security.</Heading>
      <ActionForm action={signOut}>
        <input type="hidden" name="next" value={safeNext(next, '/sign-in')} />
        <SubmitButton size="lg" className="w-full" pendingLabel="Signing out">
          Sign out
        </SubmitButton>
      </ActionForm>
    </>
  )
}
