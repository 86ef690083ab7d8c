import { Column, Row, Section } from 'react-email'
import { formatPoints, formatScore } from '@/lib/format'
import type { Grade, Light } from '@/lib/scores/model'
import { MailLayout } from './_parts/layout'
import { LinkedItem } from './_parts/linked-item'
import { light } from './_parts/palette'
import { FigureTable } from './_parts/rows'
import { ScoreLine } from './_parts/score-line'
import { MainButton, Paragraph, Quiet, SectionTitle, TextLink, Title } from './_parts/text'
import { TrafficLights } from './_parts/traffic-lights'

/** Monday's mail to a publisher: what state am I in, why, what do I fix first, how was the week. */
export interface Props {
  organizationName: string
  simulated: boolean
  score: number
  grade: Grade
  light: Light
  /** Points against a week ago; null where there is no score of then. */
  change: number | null
  why: string
  dimensions: { title: string; points: number | null; max: number; light: Light | null }[]
  /** The first three of the page's list. */
  actions: { title: string; detail: string; points: number | null; url: string }[]
  /** How many more the page lists. */
  moreActions: number
  /** The seven days of the figures, in words. */
  week: string
  /** Figures with their unit and their change against the seven days before, in words. */
  figures: { label: string; value: string; change: string }[]
  /** What was out of the ordinary; null when nothing was. */
  stories: {
    /** Those that came without a mail, the gravest first. */
    items: { title: string; detail: string; url: string }[]
    /** What is not listed, in words; null when that is nothing. */
    rest: string | null
    url: string
  } | null
  url: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ organizationName, score, grade, change }: Props): string {
  const moved = change === null || Math.abs(change) < 0.05 ? '' : `, ${change > 0 ? 'up' : 'down'} ${formatScore(Math.abs(change))}`
  return `${organizationName}: health score ${formatScore(score)} (${grade})${moved}`
}

export default function WeeklyDigest(props: Props) {
  const { organizationName, score, grade, change, why, dimensions, actions, moreActions, week, figures, stories, url } = props
  return (
    <MailLayout
      preview={why}
      reason={`You get this mail every Monday because you are a member of ${organizationName}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Title>{organizationName}: your week</Title>
      <ScoreLine score={score} grade={grade} state={props.light} change={change} />
      <Paragraph>{why}</Paragraph>
      <TrafficLights dimensions={dimensions.map((d) => ({ ...d, points: d.points === null ? '–' : `${formatScore(d.points)} / ${d.max}` }))} />

      <SectionTitle>{actions.length > 0 ? 'What to fix first' : 'Nothing to fix'}</SectionTitle>
      {actions.length === 0 ? <Paragraph>Everything that applies to you is at its best.</Paragraph> : null}
      {actions.map((action, i) => (
        <Section key={action.title} className="edge" style={i === 0 ? {} : { borderTop: `1px solid ${light('border')}` }}>
          <Row>
            <Column style={{ fontSize: 15, lineHeight: '22px', padding: '10px 12px 10px 0', verticalAlign: 'top' }}>
              <TextLink href={action.url}>{action.title}</TextLink>
              <Quiet>{action.detail}</Quiet>
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
              {action.points ? `${formatPoints(action.points)} points` : ''}
            </Column>
          </Row>
        </Section>
      ))}
      {moreActions > 0 ? <Quiet>{moreActions === 1 ? 'One more is' : `${moreActions} more are`} on the page.</Quiet> : null}

      {stories ? (
        <>
          <SectionTitle>What was out of the ordinary this week</SectionTitle>
          {stories.items.map((story, i) => (
            <LinkedItem key={story.url} title={story.title} detail={story.detail} href={story.url} first={i === 0} />
          ))}
          <Quiet>
            {stories.rest} <TextLink href={stories.url}>See all stories</TextLink>
          </Quiet>
        </>
      ) : null}

      <SectionTitle>{week}</SectionTitle>
      <FigureTable
        ruled
        rows={figures.map(({ label, value, change: moved }) => ({ label, middle: { text: value, strong: true }, last: { text: moved, colour: 'quiet' } }))}
      />
      <Quiet>Changes are against the seven days before.</Quiet>
      <MainButton href={url}>Open your health page</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  score: 87.2,
  grade: 'A-',
  light: 'good',
  change: -2.1,
  why: '87.2: 9.1 of 12.8 missing points are lost to 2 API keys older than 90 days and webhook delivery at 96.1 %.',
  dimensions: [
    { title: 'Integration quality', points: 20, max: 20, light: 'good' },
    { title: 'Security posture', points: 14, max: 20, light: 'warning' },
    { title: 'Operational health', points: 17, max: 20, light: 'good' },
    { title: 'Consumer satisfaction', points: 18.2, max: 20, light: 'good' },
    { title: 'Growth trajectory', points: 10, max: 20, light: 'critical' },
  ],
  actions: [
    { title: 'Connect Stripe', detail: 'Payouts are on hold until Stripe Connect is active.', points: 5, url: 'http://localhost:3000/dashboard/settings' },
    {
      title: 'Rotate the old API keys',
      detail: '2 of 5 keys are older than 90 days; the oldest is 214 days old.',
      points: 3,
      url: 'http://localhost:3000/dashboard/settings/keys',
    },
    {
      title: 'Accept webhooks reliably',
      detail: '96.1 % of 4,120 deliveries arrived; 99 % earns full points.',
      points: 1.6,
      url: 'http://localhost:3000/dashboard/health',
    },
  ],
  moreActions: 2,
  week: '23 Feb to 1 Mar 2026 (UTC)',
  figures: [
    { label: 'Calls', value: '184,220', change: '+4.2 %' },
    { label: 'Revenue', value: '$1,842.20', change: '+3.9 %' },
    { label: 'Error rate', value: '0.82 %', change: '+0.21 pp' },
    { label: 'Average latency', value: '212 ms', change: '+8 %' },
    { label: 'Consumers', value: '143', change: '−2' },
  ],
  stories: {
    items: [
      {
        title: 'Errors on Geocoder: provider Acme Maps was failing',
        detail: 'Critical, 25 Feb 2026, 14:05 UTC, over after 1 h 20 min. Other developers had the same: not yours to fix, so no mail was sent.',
        url: 'http://localhost:3000/dashboard/anomalies/00000000-0000-0000-0000-000000000001',
      },
      {
        title: 'Fewer calls on Route planner than usual: one consumer, Orchard Agents, no longer calls',
        detail: 'Warning, 28 Feb 2026, 08:40 UTC, still going on.',
        url: 'http://localhost:3000/dashboard/anomalies/00000000-0000-0000-0000-000000000002',
      },
    ],
    rest: 'One other was told by mail when it happened.',
    url: 'http://localhost:3000/dashboard/anomalies',
  },
  url: 'http://localhost:3000/dashboard/health',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
