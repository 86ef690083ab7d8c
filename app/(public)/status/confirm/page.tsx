import type { Metadata } from 'next'
import { ActionForm } from '@/components/ui/action-form'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import { readSubscription } from '../_parts/read-subscription'
import { AwayNote, systemNames } from '../_parts/subscription-parts'
import { confirm } from './actions'

export const metadata: Metadata = { title: 'Confirm status updates', robots: 'noindex' }

/** Behind the link of the first mail. Opening it changes nothing: scanners open links, people press buttons. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams
  const read = await readSubscription(token)
  if (read === 'away') return <AwayNote />
  const { subscription, snapshot } = read
  if (subscription?.state !== 'pending' || subscription.kind !== 'email') {
    return (
      <PageHeader
        title="This link does not work any more"
        note="It was used already, there is a newer one, or it is too old. If no mails come, subscribe again: a mail with a new link is sent at once."
        actions={
          <LinkButton href="/status/subscribe" variant="primary">
            Subscribe again
          </LinkButton>
        }
      />
    )
  }
  return (
    <>
      <PageHeader
        title={`Shall ${subscription.address} be told?`}
        note={`Of each public update about ${systemNames(subscription.systems, snapshot)}. Every mail has a button that ends it.`}
      />
      <ActionForm action={confirm} quiet>
        <input type="hidden" name="token" value={token} />
        <SubmitButton size="lg" pendingLabel="Confirming">
          Yes, tell me
        </SubmitButton>
      </ActionForm>
    </>
  )
}
