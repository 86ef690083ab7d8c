import type { ChannelFormAction } from '@/lib/channels/channel-form'
import { channelKinds } from '@/lib/channels/model'
import { kindLabels } from '@/lib/channels/words'
import { Card } from '../ui/card'
import { Disclosure } from '../ui/disclosure'
import { AddChannelForm } from './add-channel-form'

/** A form for each kind of channel, one open when there is no channel yet. */
export function AddChannels({ action, first }: { action: ChannelFormAction; first: boolean }) {
  return (
    <Card id="add" title="Add a channel" note="It is on from then on: what is open is told at once. Send it a test.">
      <div className="space-y-1">
        {channelKinds.map((kind) => (
          <Disclosure key={kind} summary={<span className="text-sm">{kindLabels[kind]}</span>} open={first && kind === 'email'}>
            <div className="max-w-3xl py-3 pl-6">
              <AddChannelForm kind={kind} action={action} />
            </div>
          </Disclosure>
        ))}
      </div>
    </Card>
  )
}
