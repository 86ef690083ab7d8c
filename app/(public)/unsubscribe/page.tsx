import type { Metadata } from 'next'
import Link from 'next/link'
import { Logo } from '@/components/shell/logo'
import { ActionForm } from '@/components/ui/action-form'
import { SubmitButton } from '@/components/ui/submit-button'
import { findChoiceByToken } from '@/lib/outbox/queries'
import { chooseMails } from './actions'

// No referrer policy of its own: a form sent without one has no origin, and the action would be refused.
export const metadata: Metadata = { title: 'Mails', robots: 'noindex' }

interface UnsubscribePageProps {
  searchParams: Promise<{ token?: string | string[] }>
}

/** Behind the link in a mail's footer. Opening it changes nothing: scanners open links, people press buttons. */
export default async function UnsubscribePage({ searchParams }: UnsubscribePageProps) {
  const { token } = await searchParams
  const choice = typeof token === 'string' ? await findChoiceByToken(token) : null
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-20">
      <header className="mb-6 flex items-center gap-2 text-lg font-semibold">
        <Logo size={24} />
        Pulsegrid
      </header>
      <main className="w-full max-w-100 rounded-lg border border-border bg-surface px-5 py-6 sm:px-7">
        {choice ? (
          <>
            <h1 className="text-xl font-semibold text-balance">{choice.enabled ? `Stop “${choice.category.label}”?` : `“${choice.category.label}” is off`}</h1>
            <p className="mt-2 text-text-muted">
              {choice.enabled ? choice.category.description : 'You get no more of these mails. Mails about signing in and security still come.'}
            </p>
            <ActionForm action={chooseMails} className="mt-5" quiet>
              <input type="hidden" name="token" value={token} />
              <input type="hidden" name="enabled" value={choice.enabled ? 'no' : 'yes'} />
              <SubmitButton variant={choice.enabled ? 'primary' : 'secondary'} pendingLabel="Saving">
                {choice.enabled ? 'Stop these mails' : 'Turn them on again'}
              </SubmitButton>
            </ActionForm>
            <p className="mt-5 text-sm text-text-muted">
              <Link href="/dashboard/settings/notifications" prefetch={false} className="text-accent underline underline-offset-2">
                See every kind of mail
              </Link>
              , quiet hours and how many a week, after signing in.
            </p>
          </>
        ) : (
          <>
            <h1 className="text-xl font-semibold text-balance">This link does not work</h1>
            <p className="mt-2 text-text-muted">It is incomplete or was altered. Open it again from the mail. Nothing was changed.</p>
          </>
        )}
      </main>
    </div>
  )
}
