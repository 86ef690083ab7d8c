import type { Metadata } from 'next'
import { FeedLinks } from '@/components/status/feed-links'
import { MailForm, WebhookForm } from '@/components/status/subscribe-forms'
import { SystemChoice } from '@/components/status/system-choice'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { currentSnapshot } from '@/lib/status/commands/kept-snapshot'
import { NothingKnown } from '../_parts/nothing-known'
import { register, subscribe } from './actions'

export const metadata: Metadata = { title: 'Get status updates', robots: { index: false, follow: true } }

/** How to be told of what happens: by mail, by webhook, by feed. */
export default async function SubscribePage() {
  const kept = await currentSnapshot(new Date())
  if (!kept) return <NothingKnown href="/status/subscribe" />
  const { name, systems } = kept.snapshot
  return (
    <div className="space-y-6">
      <PageHeader
        eyebrow={`${name} status`}
        title="Be told when something breaks, and when it works again"
        note="Each public update of an incident and of planned maintenance, once."
        actions={<LinkButton href="/status">State now</LinkButton>}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="By e-mail" id="by-mail">
          <MailForm action={subscribe}>
            <SystemChoice systems={systems} chosen={[]} />
          </MailForm>
        </Card>
        <Card title="By webhook" id="by-webhook">
          <WebhookForm action={register}>
            <SystemChoice systems={systems} chosen={[]} />
          </WebhookForm>
        </Card>
      </div>
      <Card title="By feed or calendar" note="Nothing to sign up for. Programs that read Atlassian Statuspage take the address of this page.">
        <FeedLinks />
      </Card>
    </div>
  )
}
