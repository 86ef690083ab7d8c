import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, Quiet, Title } from './_parts/text'

/** Tells owners that an endpoint was switched off because it failed. */
export interface Props {
  organizationName: string
  /** Host of the endpoint; the whole address may hold a token. */
  host: string
  reason: 'failing' | 'gone'
  /** For how long nothing was accepted, in words; null for an endpoint that is gone. */
  failingFor: string | null
  /** What came of the last attempt, in a sentence; null when it is not known. */
  lastError: string | null
  /** Webhooks that were cancelled with it. */
  cancelled: number
  settingsUrl: string
  consoleUrl: string
  unsubscribeUrl: string | null
  simulated: boolean
}

export const subject = ({ host }: Props) => `${host} gets no webhooks any more`

export default function WebhookDisabled(props: Props) {
  const { organizationName, host, reason, failingFor, lastError, cancelled, settingsUrl, consoleUrl, unsubscribeUrl, simulated } = props
  return (
    <MailLayout
      preview={reason === 'gone' ? 'It answered that it is gone.' : `It accepted nothing for ${failingFor ?? 'five days'}.`}
      reason={`You own ${organizationName} on Pulsegrid.`}
      unsubscribeUrl={unsubscribeUrl}
      consoleUrl={consoleUrl}
      simulated={simulated}
    >
      <Title>Webhooks to {host} are switched off</Title>
      <Paragraph>
        {reason === 'gone'
          ? 'The endpoint answered 410, which says that it does not exist any more. So nothing is sent there from now on.'
          : `The endpoint accepted nothing for ${failingFor ?? 'five days'}, whatever was sent. So nothing is sent there from now on.`}
      </Paragraph>
      {lastError ? <Paragraph>What came of the last attempt: {lastError.charAt(0).toLowerCase() + lastError.slice(1)}</Paragraph> : null}
      <Paragraph>
        Repair it, send it a test from the settings, and switch it on.
        {cancelled > 0
          ? ` ${cancelled === 1 ? 'One webhook was' : `${cancelled} webhooks were`} cancelled; you can send ${cancelled === 1 ? 'it' : 'them'} again from the list of deliveries.`
          : ''}
      </Paragraph>
      <Quiet>An endpoint that is off costs points in the health score.</Quiet>
      <MainButton href={settingsUrl}>Open the endpoint</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  host: 'hooks.northwind.dev',
  reason: 'failing',
  failingFor: '5 d 2 h',
  lastError: 'Answered 503.',
  cancelled: 14,
  settingsUrl: 'http://localhost:3000/dashboard/settings/webhooks',
  consoleUrl: 'http://localhost:3000',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  simulated: false,
}
