import { Column, Row, Section } from 'react-email'
import { MailLayout } from './_parts/layout'
import { light } from './_parts/palette'
import { FigureTable } from './_parts/rows'
import { MainButton, Paragraph, Quiet, SectionTitle, TextLink, Title } from './_parts/text'

/** On the 1st, to the members of a caller: what the month cost, by tool, what is left, what to change. */
export interface Props {
  organizationName: string
  simulated: boolean
  /** "November 2026". */
  month: string
  /** The whole days that the figures cover, in words. */
  days: string
  /** "$214.80". */
  spent: string
  /** Budget, balance and how long it lasts, as sentences. */
  standing: string[]
  figures: { label: string; value: string; change: string }[]
  /** What cost most, then what was called most. */
  tools: { name: string; calls: string; spend: string }[]
  moreTools: number
  /** The first three of the page's action items. */
  recommendations: { title: string; detail: string; points: string; url: string }[]
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ organizationName, month, spent }: Props): string {
  return `${organizationName}: ${month} cost ${spent}`
}

export default function MonthlySummary(props: Props) {
  const { organizationName, month, days, spent, standing, figures, tools, moreTools, recommendations, url } = props
  return (
    <MailLayout
      preview={standing.join(' ')}
      reason={`You get this mail on the 1st of each month because you are a member of ${organizationName}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {organizationName} spent {spent} in {month}
      </Title>
      {standing.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      <FigureTable
        ruled
        rows={figures.map(({ label, value, change }) => ({ label, middle: { text: value, strong: true }, last: { text: change, colour: 'quiet' } }))}
      />
      <Quiet>{days}; changes are against the month before.</Quiet>

      <SectionTitle>By tool</SectionTitle>
      <FigureTable
        ruled
        rows={tools.map(({ name, calls, spend }) => ({ label: name, middle: { text: calls, colour: 'quiet' }, last: { text: spend, strong: true } }))}
      />
      {moreTools > 0 ? <Quiet>{moreTools === 1 ? 'One more tool is' : `${moreTools} more tools are`} on the page.</Quiet> : null}

      {recommendations.length > 0 ? <SectionTitle>What to change</SectionTitle> : null}
      {recommendations.map((item, i) => (
        <Section key={item.title} className="edge" style={i === 0 ? {} : { borderTop: `1px solid ${light('border')}` }}>
          <Row>
            <Column style={{ fontSize: 15, lineHeight: '22px', padding: '10px 12px 10px 0', verticalAlign: 'top' }}>
              <TextLink href={item.url}>{item.title}</TextLink>
              <Quiet>{item.detail}</Quiet>
            </Column>
            <Column
              align="right"
              width={84}
              className="ink-good"
              style={{
                color: light('good'),
                fontSize: 15,
                fontWeight: 600,
                lineHeight: '22px',
                padding: '10px 0',
                textAlign: 'right',
                verticalAlign: 'top',
                whiteSpace: 'nowrap',
              }}
            >
              {item.points}
            </Column>
          </Row>
        </Section>
      ))}
      <MainButton href={url}>Open your usage</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Orchard Agents',
  simulated: true,
  month: 'November 2026',
  days: '1 Nov 2026 to 30 Nov 2026 (UTC)',
  spent: '$214.80',
  standing: ['That is 107 % of the budget of $200.00.', 'The balance of $88.10 lasts 12 days at $7.20 a day.'],
  figures: [
    { label: 'Spend', value: '$214.80', change: '+12 %' },
    { label: 'Calls', value: '48,210', change: '+9.1 %' },
    { label: 'Own errors', value: '2.1 %', change: 'was 1.8 %' },
    { label: 'Average latency', value: '312 ms', change: '−4 %' },
  ],
  tools: [
    { name: 'Company Facts', calls: '18,200 calls', spend: '$91.00' },
    { name: 'Page to Markdown', calls: '12,040 calls', spend: '$48.16' },
    { name: 'Speech to Text', calls: '2,110 calls', spend: '$42.20' },
    { name: 'Geocode', calls: '15,860 calls', spend: '$33.44' },
  ],
  moreTools: 6,
  recommendations: [
    {
      title: 'Top up the balance',
      detail: '$88.10 is left, which lasts 12 days at $7.16 a day.',
      points: '+7 points',
      url: 'http://localhost:3000/dashboard/usage#balance',
    },
    {
      title: 'Fit the budget to the spend',
      detail: 'One of the last three months reached the budget of $200.00.',
      points: '+8 points',
      url: 'http://localhost:3000/dashboard/usage#budget',
    },
  ],
  url: 'http://localhost:3000/dashboard/usage',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
