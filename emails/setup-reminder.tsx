import { MailLayout } from './_parts/layout'
import { LinkedItem } from './_parts/linked-item'
import { MainButton, Paragraph, Quiet, SectionTitle, TextLink, Title } from './_parts/text'

/** To the owners of a new organization: what is left before everything works, and what comes next. */
export interface Props {
  organizationName: string
  simulated: boolean
  done: number
  total: number
  /** What is left, the next step first. */
  left: { title: string; why: string; optional: boolean; url: string }[]
  /** Titles of what is done. */
  finished: string[]
  /** What the next step is called as a button: "Enter the address". */
  nextAction: string
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ organizationName, left }: Props): string {
  return `${organizationName}: ${left.length === 1 ? 'one step' : `${left.length} steps`} left to set up`
}

export default function SetupReminder(props: Props) {
  const { organizationName, done, total, left, finished, nextAction, url } = props
  const [next, ...rest] = left
  return (
    <MailLayout
      preview={`${done} of ${total} steps are done. ${next ? `Next: ${next.title}.` : ''}`}
      reason={`You get this mail because you own ${organizationName}, which is new here. There are three of them at most, and none once everything is set up.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {organizationName}: {done} of {total} steps are done
      </Title>
      {next ? (
        <>
          <SectionTitle>Next: {next.title}</SectionTitle>
          <Paragraph>{next.why}</Paragraph>
          <MainButton href={next.url}>{nextAction}</MainButton>
        </>
      ) : null}
      {rest.length > 0 ? (
        <>
          <SectionTitle>Then</SectionTitle>
          {rest.map((step, i) => (
            <LinkedItem key={step.title} title={step.title} detail={`${step.optional ? 'Optional. ' : ''}${step.why}`} href={step.url} first={i === 0} />
          ))}
        </>
      ) : null}
      {finished.length > 0 ? (
        <>
          <SectionTitle>Done</SectionTitle>
          {finished.map((title) => (
            <Quiet key={title}>✓ {title}</Quiet>
          ))}
        </>
      ) : null}
      <Paragraph>
        <TextLink href={url}>See the whole list</TextLink>
      </Paragraph>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  done: 3,
  total: 7,
  left: [
    {
      title: 'Give every tool a health endpoint',
      why: 'It is asked every 5 minutes, so that you hear of an outage before your consumers do; its uptime counts in the score.',
      optional: false,
      url: 'http://localhost:3000/dashboard/tools',
    },
    {
      title: 'Connect Stripe',
      why: 'Without it no payout can be made: what you earn waits.',
      optional: false,
      url: 'http://localhost:3000/dashboard/settings/security#stripe-connect',
    },
    {
      title: 'Register a webhook address',
      why: 'Your systems hear of disputes, refunds and gates within a minute.',
      optional: true,
      url: 'http://localhost:3000/dashboard/settings/webhooks',
    },
    {
      title: 'Choose how long the audit log is kept',
      why: 'Who changed what can be looked up for as long as you must be able to tell.',
      optional: true,
      url: 'http://localhost:3000/dashboard/settings/organization#audit-retention',
    },
  ],
  finished: ['Publish a tool', 'Receive the first call', 'Turn on two-factor authentication'],
  nextAction: 'Enter the address',
  url: 'http://localhost:3000/dashboard/setup',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
