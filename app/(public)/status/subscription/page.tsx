import type { Metadata } from 'next'
import { SystemChoice } from '@/components/status/system-choice'
import { ActionForm } from '@/components/ui/action-form'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { SubmitButton } from '@/components/ui/submit-button'
import type { StatusSnapshot } from '@/lib/status/model'
import type { Subscription } from '@/lib/status/queries/subscribers'
import { endReasonWords } from '@/lib/status/words'
import { readSubscription } from '../_parts/read-subscription'
import { AwayNote, systemNames } from '../_parts/subscription-parts'
import { choose, end, ping, resume } from './actions'

export const metadata: Metadata = { title: 'Status subscription', robots: 'noindex' }

/** Behind the link of every mail: what is told, to be changed or ended. Opening it changes nothing. */
export default async function SubscriptionPage({ searchParams }: { searchParams: Promise<{ token?: string | string[]; confirmed?: string | string[] }> }) {
  const { token, confirmed } = await searchParams
  const read = await readSubscription(token)
  if (read === 'away') return <AwayNote />
  const { subscription, snapshot } = read
  if (!subscription || (subscription.state === 'pending' && subscription.kind === 'email')) {
    return (
      <PageHeader
        title="This link does not work any more"
        note="Use the link of the newest mail, or subscribe again: whoever is subscribed already gets a link to it."
        actions={
          <LinkButton href="/status/subscribe" variant="primary">
            Subscribe again
          </LinkButton>
        }
      />
    )
  }
  return (
    <div className="space-y-6">
      <PageHeader
        eyebrow={`${snapshot.name} status`}
        title={sentence(subscription, confirmed !== undefined)}
        note={note(subscription, snapshot)}
        actions={<LinkButton href="/status">State now</LinkButton>}
      />
      {subscription.state === 'pending' ? <Ping token={read.token} /> : null}
      {subscription.state === 'active' ? <Active token={read.token} subscription={subscription} snapshot={snapshot} /> : null}
      {subscription.state === 'ended' && subscription.endReason === 'by_hand' ? (
        <ActionForm action={resume} quiet>
          <input type="hidden" name="token" value={read.token} />
          <SubmitButton variant="secondary" pendingLabel="Turning it on">
            Turn it on again
          </SubmitButton>
        </ActionForm>
      ) : null}
    </div>
  )
}

function Ping({ token }: { token: string }) {
  return (
    <Card title="Confirm by a test message" note="A signed message of type status.ping is posted to the address. Answered with 2xx, it is confirmed.">
      <ActionForm action={ping} quiet>
        <input type="hidden" name="token" value={token} />
        <SubmitButton pendingLabel="Sending">Send the test message</SubmitButton>
      </ActionForm>
    </Card>
  )
}

function Active({ token, subscription, snapshot }: { token: string; subscription: Subscription; snapshot: StatusSnapshot }) {
  return (
    <>
      <Card title="What is told">
        <ActionForm action={choose} className="space-y-4">
          <input type="hidden" name="token" value={token} />
          <SystemChoice key={subscription.systems.join()} systems={snapshot.systems} chosen={subscription.systems} />
          <SubmitButton variant="secondary" pendingLabel="Keeping">
            Keep this choice
          </SubmitButton>
        </ActionForm>
      </Card>
      <Card title="End it" note="Nothing more is sent. This link can turn it on again for 30 days.">
        <ActionForm action={end} quiet>
          <input type="hidden" name="token" value={token} />
          <SubmitButton variant="danger" pendingLabel="Ending">
            Stop all updates
          </SubmitButton>
        </ActionForm>
      </Card>
    </>
  )
}

function sentence({ state, address }: Subscription, confirmed: boolean): string {
  if (state === 'pending') return `${address} is not confirmed yet`
  if (state === 'ended') return `${address} is told nothing any more`
  return confirmed ? `Confirmed: ${address} is told from now on` : `${address} is told of public updates`
}

function note({ state, systems, endReason, failingSince }: Subscription, snapshot: StatusSnapshot): string {
  if (state === 'ended') return endReason === null ? '' : `${endReasonWords[endReason]}.`
  const about = `About ${systemNames(systems, snapshot)}.`
  return failingSince === null ? about : `${about} The last messages were not accepted; they are tried again, and after five days of failing it ends.`
}
