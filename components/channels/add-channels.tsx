import type { ChannelFormAction } from '@/lib/channels/channel-form-state'
import { type ChannelKind, channelKinds } from '@/lib/channels/model'
import { kindLabels } from '@/lib/channels/words'
import { Card } from '../ui/card'
import { Disclosure } from '../ui/disclosure'
import { AddChannelForm } from './add-channel-form'

const what: Record<ChannelKind, string> = {
  email: 'Up to 20 addresses, of people who need no account here.',
  slack: 'Posts into one channel.',
  discord: 'Posts into one channel.',
  pagerduty: 'Opens an incident for each alert, and closes it.',
  webhook: 'Signed JSON to a system of yours; also as Alertmanager sends it.',
}

/** A form for each kind of channel, one open when there is no channel yet. */
export function AddChannels({ action, first }: { action: ChannelFormAction; first: boolean }) {
  return (
    <Card id="add" title="Add a channel" note="It is on from then on: what is open is told at once. Send it a test.">
      <div className="space-y-1">
        {channelKinds.map((kind) => (
          <Disclosure
            key={kind}
            summary={
              <span className="flex flex-wrap gap-x-2 text-sm">
                <span className="font-medium">{kindLabels[kind]}</span>
                <span className="text-text-muted">{what[kind]}</span>
              </span>
            }
            summaryClassName="py-1"
            open={first && kind === 'email'}
          >
            <div className="max-w-3xl py-3 pl-6">
              <AddChannelForm kind={kind} action={action} />
            </div>
          </Disclosure>
        ))}
      </div>
    </Card>
  )
}
