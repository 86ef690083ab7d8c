import Link from 'next/link'
import type { FormAction } from '@/lib/action-result'
import type { ChannelKind, ChannelSettings } from '@/lib/channels/model'
import { type ChannelMark, channelMark, channelTarget, kindLabels } from '@/lib/channels/words'
import { formatCount } from '@/lib/format'
import type { SecretAction } from '@/lib/webhooks/secret-state'
import { ActionButton } from '../ui/action-button'
import { ActionForm } from '../ui/action-form'
import { Card } from '../ui/card'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Disclosure } from '../ui/disclosure'
import { KeyValue } from '../ui/key-value'
import { StatusMark } from '../ui/status-mark'
import { SubmitButton } from '../ui/submit-button'
import { Tag } from '../ui/tag'
import { TimeAgo } from '../ui/time-ago'
import { RotateSecretForm } from '../webhooks/rotate-secret-form'
import { ChannelFields } from './channel-fields'

/** What people can do with a channel. */
export interface ChannelActions {
  test: FormAction
  enable: FormAction
  disable: FormAction
  change: FormAction
  rotate: SecretAction
  remove: FormAction
}

type Shown = Parameters<typeof channelMark>[0] & {
  id: string
  kind: ChannelKind
  settings: ChannelSettings
  hint: string | null
  minSeverity: 'warning' | 'critical'
  sendResolved: boolean
  takesUnrouted: boolean
  groupIntervalSeconds: number
  repeatSeconds: number
  lastSuccessAt: Date | null
  waiting: number
  sent: number
  dead: number
  rules: number
}

interface ChannelCardProps {
  channel: Shown
  now: Date
  zone: string
  /** Null: the reader may look only. */
  actions: ChannelActions | null
  /** Address of the page that lists the channels. */
  path: string
}

/** One channel: how it stands, what it is told, and what can be done about it. */
export function ChannelCard({ channel, now, zone, actions, path }: ChannelCardProps) {
  const { id, kind, name, settings, hint, waiting, sent, dead, rules, lastSuccessAt, takesUnrouted, minSeverity } = channel
  const on = channel.enabled && channel.disabledAt === null
  const mark: ChannelMark = channelMark(channel, now)
  return (
    <Card
      id={`channel-${id}`}
      title={name}
      note={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusMark {...mark} className="whitespace-normal" />
          <Tag>{kindLabels[kind]}</Tag>
          {minSeverity === 'critical' ? <Tag>critical only</Tag> : null}
        </span>
      }
      actions={
        actions ? (
          <>
            <ActionButton action={actions.test} fields={{ id }} size="sm" pendingLabel="Sending">
              Send a test
            </ActionButton>
            <ActionButton
              action={on ? actions.disable : actions.enable}
              undo={{ action: on ? actions.enable : actions.disable }}
              fields={{ id }}
              size="sm"
              pendingLabel="Switching"
            >
              {on ? 'Switch off' : 'Switch on'}
            </ActionButton>
          </>
        ) : undefined
      }
    >
      <KeyValue
        columns={4}
        items={[
          { label: 'Goes to', value: <Target settings={settings} hint={hint} /> },
          { label: 'Last accepted', value: <TimeAgo at={lastSuccessAt} now={now} zone={zone} /> },
          { label: 'In seven days', value: sent + dead === 0 ? 'nothing sent' : `${formatCount(sent)} delivered, ${formatCount(dead)} not` },
          { label: 'Waiting', value: waiting === 0 ? 'nothing' : formatCount(waiting) },
        ]}
      />
      <p className="mt-3 text-sm text-text-muted">
        {[
          rules > 0 ? `${rules === 1 ? 'One rule names' : `${formatCount(rules)} rules name`} it.` : null,
          takesUnrouted ? 'It takes what names no channel.' : 'It takes only alerts of rules that name it.',
        ]
          .filter((part) => part !== null)
          .join(' ')}{' '}
        <Link href={`${path}?channel=${id}#log`} prefetch={false} className="text-accent underline underline-offset-2">
          Messages to it
        </Link>
      </p>
      {actions ? <Changes channel={channel} actions={actions} /> : null}
    </Card>
  )
}

/** Addresses one a line, as they were entered. */
function Target({ settings, hint }: Pick<Shown, 'settings' | 'hint'>) {
  if (settings.kind !== 'email') return <span className="wrap-anywhere">{channelTarget(settings, hint)}</span>
  return settings.to.map((address) => (
    <span key={address} className="block wrap-anywhere">
      {address}
    </span>
  ))
}

function Changes({ channel, actions }: { channel: Shown; actions: ChannelActions }) {
  const { id, kind, name, settings } = channel
  return (
    <div className="mt-2 space-y-1">
      <Disclosure summary={<span className="text-sm">Change it</span>}>
        <div className="space-y-4 py-2 pl-6">
          <ActionForm action={actions.change} className="space-y-4">
            <input type="hidden" name="id" value={id} />
            <ChannelFields
              kind={kind}
              existing
              values={{
                name,
                ...(settings.kind === 'email' ? { to: settings.to.join('\n') } : {}),
                ...(settings.kind === 'webhook' ? { url: settings.url, format: settings.format } : {}),
                ...(settings.kind === 'pagerduty' ? { region: settings.region } : {}),
                minSeverity: channel.minSeverity,
                sendResolved: channel.sendResolved,
                takesUnrouted: channel.takesUnrouted,
                intervalMinutes: channel.groupIntervalSeconds / 60,
                repeatHours: channel.repeatSeconds / 3_600,
              }}
            />
            <SubmitButton variant="secondary" pendingLabel="Saving">
              Save
            </SubmitButton>
          </ActionForm>
          <div className="flex flex-wrap gap-2 border-t border-border pt-4">
            {kind === 'webhook' ? <RotateSecretForm action={actions.rotate} id={id} first={false} /> : null}
            <ConfirmDialog
              trigger={{ label: 'Delete', size: 'sm' }}
              title={`Delete the channel ${name}?`}
              consequence="No alert is sent there any more, and its address or key is forgotten. The log of what was sent stays."
              phrase={name}
              action={actions.remove}
              fields={{ id }}
              confirmLabel="Delete the channel"
              pendingLabel="Deleting"
            />
          </div>
        </div>
      </Disclosure>
    </div>
  )
}
