import type { Grade, Light } from '@/lib/scores/model'
import { MailLayout } from './_parts/layout'
import { FigureTable } from './_parts/rows'
import { ScoreLine } from './_parts/score-line'
import { MainButton, Paragraph, SectionTitle, Title } from './_parts/text'

/** Good news to a publisher's owners: all that their tools have earned has passed a mark. */
export interface Props {
  organizationName: string
  simulated: boolean
  /** The mark, in words: "$1,000". */
  mark: string
  /** When it was passed, in words. */
  reachedOn: string
  /** All that was earned so far, in words. */
  total: string
  /** What comes next, in a sentence; null above the last mark. */
  next: string | null
  /** Figures with their month, in words. */
  months: { label: string; value: string; month: string }[]
  /** The last payout, in a sentence; null where none was reported. */
  payout: string | null
  /** Null while the publisher is new. */
  health: { score: number; grade: Grade; light: Light; change: number | null; why: string } | null
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export const subject = ({ organizationName, mark }: Props) => `${organizationName} has earned ${mark}`

export default function Milestone(props: Props) {
  const { organizationName, mark, reachedOn, total, next, months, payout, health } = props
  return (
    <MailLayout
      preview={`${total} in all. ${next ?? ''}`.trim()}
      reason={`You get this mail because you own ${organizationName}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>
        {organizationName} has earned {mark}
      </Title>
      <Paragraph>
        Your tools passed the mark on {reachedOn}. Up to yesterday their callers have paid {total} in all.{next ? ` ${next}` : ''}
      </Paragraph>

      <SectionTitle>Month by month</SectionTitle>
      <FigureTable
        ruled
        rows={months.map(({ label, value, month }) => ({ label, middle: { text: value, strong: true }, last: { text: month, colour: 'quiet' } }))}
      />
      {payout ? (
        <>
          <SectionTitle>Payout</SectionTitle>
          <Paragraph>{payout}</Paragraph>
        </>
      ) : null}

      {health ? (
        <>
          <SectionTitle>What your callers get for it</SectionTitle>
          <ScoreLine score={health.score} grade={health.grade} state={health.light} change={health.change} />
          <Paragraph>{health.why}</Paragraph>
        </>
      ) : null}
      <MainButton href={props.url}>Open your overview</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  mark: '$10,000',
  reachedOn: '24 Feb 2026',
  total: '$10,412.80',
  next: 'The next mark is $50,000; at the pace of the last 28 days you pass it around 9 Jan 2027.',
  months: [
    { label: 'This month', value: '$3,402.10', month: 'Feb 2026' },
    { label: 'Last month', value: '$3,611.45', month: 'Jan 2026' },
    { label: 'Best month', value: '$3,809.90', month: 'Nov 2025' },
  ],
  payout: 'The last payout was $711.20 on 23 Feb 2026 (paid).',
  health: {
    score: 87.2,
    grade: 'A-',
    light: 'good',
    change: 1.4,
    why: '87.2: 9.1 of 12.8 missing points are lost to 2 API keys older than 90 days and webhook delivery at 96.1 %.',
  },
  url: 'http://localhost:3000/dashboard',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
