import type { ConsumerAlertKind } from '@/lib/budgets/model'
import { MailLayout } from './_parts/layout'
import { FigureTable } from './_parts/rows'
import { MainButton, Paragraph, SectionTitle, Title } from './_parts/text'

/** To the members of a caller: something that cannot wait for the monthly summary. */
export interface Props {
  organizationName: string
  simulated: boolean
  kind: ConsumerAlertKind
  /** What happened, as a sentence with its figures. */
  what: string
  /** Why it matters, or what it is measured against. */
  why: string
  figures: { label: string; value: string; note: string }[]
  steps: string[]
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

const titles: Record<ConsumerAlertKind, string> = {
  low_balance: 'the balance is low',
  budget_exceeded: 'the budget is exceeded',
  usage_spike: 'a sudden rise in calls',
}

export function subject({ organizationName, kind }: Props): string {
  return `${organizationName}: ${titles[kind]}`
}

export default function ConsumerAlert(props: Props) {
  const { organizationName, kind, what, why, figures, steps, url } = props
  return (
    <MailLayout
      preview={what}
      reason={`You get this mail because you are a member of ${organizationName}. It is sent once while this lasts.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {organizationName}: {titles[kind]}
      </Title>
      <Paragraph>{what}</Paragraph>
      <Paragraph>{why}</Paragraph>
      <FigureTable
        ruled
        rows={figures.map(({ label, value, note }) => ({ label, middle: { text: value, strong: true }, last: { text: note, colour: 'quiet' } }))}
      />
      <SectionTitle>What to do</SectionTitle>
      {steps.map((step, i) => (
        <Paragraph key={step}>
          {i + 1}. {step}
        </Paragraph>
      ))}
      <MainButton href={url}>Open your usage</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Orchard Agents',
  simulated: true,
  kind: 'low_balance',
  what: 'The balance of $11.20 lasts 1.7 days at $6.40 a day.',
  why: 'When it is used up, calls that cost something are refused until it is topped up.',
  figures: [
    { label: 'Balance', value: '$11.20', note: 'as last reported' },
    { label: 'Spend a day', value: '$6.40', note: '' },
    { label: 'Auto-refill', value: 'off', note: '' },
  ],
  steps: [
    'Open the billing page of the marketplace and top up the balance; 28 days cost $164.20.',
    'Turn on auto-refill there, so that it does not run out again.',
  ],
  url: 'http://localhost:3000/dashboard/usage#balance',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
