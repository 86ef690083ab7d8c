import { MailLayout } from './_parts/layout'
import { FigureTable } from './_parts/rows'
import { MainButton, Paragraph, Quiet, SectionTitle, Title } from './_parts/text'

/** To the members of a caller: so much of the month's budget is spent; or, once, that it is no longer so. */
export interface Props {
  organizationName: string
  simulated: boolean
  /** 50, 80, 90 or 100 percent. */
  level: number
  /** The budget was raised or the spend corrected, so that the level is no longer reached. */
  over: boolean
  /** "November". */
  month: string
  /** All amounts in words: "$184.20". */
  spent: string
  budget: string
  share: string
  /** Where the month ends at this pace, as a sentence. */
  outlook: string
  /** What cost most this month. */
  tools: { name: string; spend: string; share: string }[]
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ organizationName, level, over, month, share }: Props): string {
  if (over) return `${organizationName}: ${month}’s budget is at ${share} again`
  return level >= 100 ? `${organizationName}: ${month}’s budget is spent` : `${organizationName}: ${share} of ${month}’s budget is spent`
}

export default function UsageWarning(props: Props) {
  const { organizationName, level, over, month, spent, budget, share, outlook, tools, url } = props
  return (
    <MailLayout
      preview={`${spent} of ${budget}. ${outlook}`}
      reason={`You get this mail once a month for 50, 80, 90 and 100\u00a0% of the budget, because you are a member of ${organizationName}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {over
          ? `${month}’s budget is no longer spent to ${level} %`
          : level >= 100
            ? `${organizationName} has spent ${month}’s budget`
            : `${organizationName} has spent ${share} of ${month}’s budget`}
      </Title>
      <Paragraph>
        {spent} of {budget}, {share}. {outlook}
      </Paragraph>
      {over ? <Paragraph>The budget was raised, or the spend was corrected. There is nothing to do.</Paragraph> : null}
      {tools.length > 0 && !over ? (
        <>
          <SectionTitle>What cost most this month</SectionTitle>
          <FigureTable
            ruled
            rows={tools.map((tool) => ({ label: tool.name, middle: { text: tool.spend, strong: true }, last: { text: tool.share, colour: 'quiet' } }))}
          />
          <Quiet>Shares are of the month’s budget.</Quiet>
        </>
      ) : null}
      <MainButton href={url}>{over ? 'See your usage' : 'See where it goes'}</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Orchard Agents',
  simulated: true,
  level: 80,
  over: false,
  month: 'November',
  spent: '$162.40',
  budget: '$200.00',
  share: '81 %',
  outlook: 'At the present pace November ends at $214.80, $14.80 over it.',
  tools: [
    { name: 'Company Facts', spend: '$71.20', share: '36 %' },
    { name: 'Page to Markdown', spend: '$40.05', share: '20 %' },
    { name: 'Speech to Text', spend: '$22.10', share: '11 %' },
  ],
  url: 'http://localhost:3000/dashboard/usage?period=month',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
