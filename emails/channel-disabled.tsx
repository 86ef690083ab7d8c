import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, Quiet, Title } from './_parts/text'

/** Tells owners, or the staff, that an alert channel was switched off, and so that alerts do not arrive there. */
export interface Props {
  /** Null: a channel of the platform's own. */
  organizationName: string | null
  channelName: string
  /** Slack, Discord, PagerDuty, a webhook, e-mail. */
  kindLabel: string
  reason: 'failing' | 'gone' | 'unauthorized'
  /** For how long nothing was accepted, in words; null when it was switched off at once. */
  failingFor: string | null
  /** What came of the last attempt, in a sentence; null when it is not known. */
  lastError: string | null
  /** Alerts that are open now; they are told when the channel is on again. */
  open: number
  /** Other channels that are on. */
  others: number
  channelsUrl: string
  consoleUrl: string
  unsubscribeUrl: string | null
  simulated: boolean
}

export const subject = ({ channelName }: Props) => `Alerts do not reach ${channelName} any more`

const why = {
  failing: (failingFor: string | null) => `It accepted nothing for ${failingFor ?? 'five days'}, whatever was sent.`,
  gone: () => 'It answered that it does not exist any more.',
  unauthorized: () => 'It does not accept our key any more: it was revoked, or changed.',
} as const

export default function ChannelDisabled(props: Props) {
  const { organizationName, channelName, kindLabel, reason, failingFor, lastError, open, others } = props
  return (
    <MailLayout
      preview={why[reason](failingFor)}
      reason={organizationName === null ? 'You may change the platform’s alert channels.' : `You own ${organizationName} on Pulsegrid.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {channelName} ({kindLabel}) is switched off
      </Title>
      <Paragraph>{why[reason](failingFor)} So no alert is sent there from now on.</Paragraph>
      {lastError ? <Paragraph>What came of the last attempt: {lastError.charAt(0).toLowerCase() + lastError.slice(1)}</Paragraph> : null}
      <Paragraph>
        {others === 0
          ? 'It was the only channel: alerts reach nobody until it is on again or another is added.'
          : `${others === 1 ? 'One other channel is' : `${others} other channels are`} on.`}{' '}
        {open > 0 ? `${open === 1 ? 'One alert is' : `${open} alerts are`} open now; what is still open is told once the channel is on again.` : ''}
      </Paragraph>
      <Quiet>Repair it, send it a test, and switch it on.</Quiet>
      <MainButton href={props.channelsUrl}>Open the channels</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  channelName: 'Ops on Slack',
  kindLabel: 'Slack',
  reason: 'unauthorized',
  failingFor: null,
  lastError: 'Answered 403: invalid_token.',
  open: 2,
  others: 0,
  channelsUrl: 'http://localhost:3000/dashboard/channels',
  consoleUrl: 'http://localhost:3000',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  simulated: true,
}
