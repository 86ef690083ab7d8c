import type { Metadata } from 'next'
import { SubmitButton } from '@/components/ui/submit-button'
import { safeNext } from '@/lib/auth/next-path'
import { Heading } from '../../_parts/heading'
import { spendLink } from './actions'

export const metadata: Metadata = { title: 'Sign in by link' }

/** Where the link of a mail leads. It asks for a press, because programs that check mails open every link. */
export default async function LinkPage({ searchParams }: { searchParams: Promise<{ token?: string | string[]; next?: string | string[] }> }) {
  const { token, next } = await searchParams
  return (
    <>
      <Heading title="Sign in to Pulsegrid">The link from your mail works once.</Heading>
      <form action={spendLink}>
        <input type="hidden" name="token" value={typeof token === 'string' ? token : ''} />
        <input type="hidden" name="next" value={safeNext(next)} />
        <SubmitButton size="lg" className="w-full" pendingLabel="Signing in">
          Sign in
        </SubmitButton>
      </form>
    </>
  )
}
