import { MailLayout } from './_parts/layout'
import { LinkedItem } from './_parts/linked-item'
import { MainButton, Paragraph, Quiet, SectionTitle, Title } from './_parts/text'

/** To a publisher's owners, once a spell: nobody has called any of their tools for two weeks. */
export interface Props {
  organizationName: string
  simulated: boolean
  /** Whole days without a call; null when there has never been one. */
  quietDays: number | null
  /** The tools that used to be called most, each with what happened, in words. */
  tools: { name: string; detail: string; url: string }[]
  /** How many more tools are quiet. */
  moreTools: number
  /** What usually is the matter, most likely first. */
  steps: { title: string; detail: string; url: string }[]
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ organizationName, quietDays }: Props): string {
  return quietDays === null ? `${organizationName}: no calls yet` : `${organizationName}: no calls for ${quietDays} days`
}

export default function Dormant(props: Props) {
  const { organizationName, quietDays, tools, moreTools, steps } = props
  return (
    <MailLayout
      preview={steps[0] ? `First: ${steps[0].title.toLowerCase()}.` : 'Nothing has come in.'}
      reason={`You get this mail because you own ${organizationName}. It comes once, until somebody calls again.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>{quietDays === null ? 'Nobody has called your tools yet' : `Nobody has called your tools for ${quietDays} days`}</Title>
      <Paragraph>
        {quietDays === null
          ? 'They have been listed for two weeks. Here is what usually brings the first call.'
          : 'When calls stop altogether it is usually one of these.'}
      </Paragraph>

      <SectionTitle>What to look at</SectionTitle>
      {steps.map((step, i) => (
        <LinkedItem key={step.title} title={step.title} detail={step.detail} href={step.url} first={i === 0} />
      ))}

      <SectionTitle>{tools.length + moreTools === 1 ? 'The tool' : 'The tools'}</SectionTitle>
      {tools.map((tool, i) => (
        <LinkedItem key={tool.url} title={tool.name} detail={tool.detail} href={tool.url} first={i === 0} />
      ))}
      {moreTools > 0 ? <Quiet>{moreTools === 1 ? 'One more is' : `${moreTools} more are`} on the page.</Quiet> : null}
      <MainButton href={props.url}>Open your tools</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  quietDays: 14,
  tools: [
    {
      name: 'Parcel Track',
      detail: 'Last called on 14 Feb 2026; 12,480 calls in the four weeks before.',
      url: 'http://localhost:3000/dashboard/tools/0195c000-0000-7000-8000-000000000001',
    },
    {
      name: 'Customs Codes',
      detail: 'Last called on 13 Feb 2026; 310 calls in the four weeks before.',
      url: 'http://localhost:3000/dashboard/tools/0195c000-0000-7000-8000-000000000002',
    },
    {
      name: 'Port Times',
      detail: 'Never called since it was listed on 2 Jan 2026.',
      url: 'http://localhost:3000/dashboard/tools/0195c000-0000-7000-8000-000000000003',
    },
  ],
  moreTools: 2,
  steps: [
    {
      title: 'Put the health endpoint right',
      detail: 'Parcel Track did not answer when it was last asked, on 28 Feb 2026.',
      url: 'http://localhost:3000/dashboard/tools/0195c000-0000-7000-8000-000000000001',
    },
    {
      title: 'Look at the last calls',
      detail: 'A rise of errors before they stopped says that callers left because of them.',
      url: 'http://localhost:3000/dashboard/tools/0195c000-0000-7000-8000-000000000001',
    },
    {
      title: 'Keep the listing',
      detail: 'After 60 days without a call a tool is moved to the inactive ones; a warning comes a week before.',
      url: 'http://localhost:3000/dashboard/tools',
    },
  ],
  url: 'http://localhost:3000/dashboard/tools',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
