import { Section } from 'react-email'
import type { AnomalySeverity } from '@/lib/anomalies/model'
import { MailLayout } from './_parts/layout'
import { light } from './_parts/palette'
import { MainButton, Paragraph, Quiet, SectionTitle, TextLink, Title } from './_parts/text'

/** To the members of a publisher: something is out of the ordinary now, why, for whom, and what to do. */
export interface Props {
  organizationName: string
  simulated: boolean
  severity: Exclude<AnomalySeverity, 'warning'>
  /** What happens, and its cause, as a sentence without its full stop. */
  headline: string
  /** Since when, in a sentence. */
  since: string
  /** What the cause is known by. */
  why: string
  /** Who is affected, and how much: consumers, calls, revenue. */
  who: string
  steps: { text: string; url: string | null }[]
  /** What changed shortly before, besides what the cause names. */
  suspects: { what: string; when: string }[]
  /** How often such mails come, in a sentence. */
  pace: string
  url: string
  falseAlarmUrl: string
  unsubscribeUrl: string
  consoleUrl: string
}

export function subject({ severity, headline }: Props): string {
  return severity === 'urgent' ? `Urgent: ${headline}` : headline
}

export default function AnomalyAlert(props: Props) {
  const { organizationName, severity, headline, since, why, who, steps, suspects, pace, url, falseAlarmUrl } = props
  return (
    <MailLayout
      preview={why}
      reason={`You get this mail because you are a member of ${organizationName}. ${pace}`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Section className="line-critical" style={{ borderLeft: `3px solid ${light('critical')}`, paddingLeft: 14, marginBottom: 14 }}>
        <Title>{headline}</Title>
        <Quiet>
          {severity === 'urgent' ? 'Urgent' : 'Critical'} · {since}
        </Quiet>
      </Section>
      <Paragraph>{why}</Paragraph>

      <SectionTitle>Who is affected</SectionTitle>
      <Paragraph>{who}</Paragraph>

      <SectionTitle>What to do</SectionTitle>
      <ol className="ink-text" style={{ color: light('text'), fontSize: 15, lineHeight: '23px', margin: 0, paddingLeft: 22 }}>
        {steps.map(({ text, url: at }) => (
          <li key={text} style={{ padding: '4px 0' }}>
            {text}
            {at ? (
              <>
                {' '}
                <TextLink href={at}>Open</TextLink>
              </>
            ) : null}
          </li>
        ))}
      </ol>

      {suspects.length > 0 ? (
        <>
          <SectionTitle>What else changed shortly before</SectionTitle>
          {suspects.map(({ what, when }) => (
            <Section key={`${what} ${when}`} style={{ padding: '4px 0' }}>
              <Paragraph>{what}</Paragraph>
              <Quiet>{when}</Quiet>
            </Section>
          ))}
        </>
      ) : null}

      <MainButton href={url}>Open the story</MainButton>
      <Section style={{ marginTop: 18 }}>
        <Quiet>
          Nothing wrong with it? <TextLink href={falseAlarmUrl}>Say that it is a false alarm</TextLink>: a detector that is often wrong asks for more before it
          speaks again.
        </Quiet>
      </Section>
    </MailLayout>
  )
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  severity: 'urgent',
  headline: 'Errors on Route planner: one consumer is retrying a failing call',
  since: 'since 2 Mar 2026, 15:05 Europe/Berlin',
  why: '38.2 % of the calls fail, 1.2 % is usual. Borealis Agents has 91 % of the failures, 3 % before. Without Borealis Agents, 97 % of the rise in errors is gone. What changed shortly before: new version 4.2.0, 17 min before.',
  who: 'Three consumers: Borealis Agents, Orchard Agents and Tern Labs. 4,812 of 12,604 calls failed. $18.40 less revenue than usual.',
  steps: [
    { text: 'Limit the calls of Borealis Agents until it stops retrying.', url: null },
    { text: 'Tell Borealis Agents which call fails (422), and ask for pauses that grow between attempts.', url: null },
    {
      text: 'The others are served as usual; the tool itself needs no change.',
      url: 'http://localhost:3000/dashboard/tools/00000000-0000-0000-0000-000000000000',
    },
  ],
  suspects: [{ what: 'Key change: pk_live_9c…', when: '2 Mar 2026, 13:20 Europe/Berlin, 1 h 45 min before' }],
  pace: 'At most two such mails are sent in seven days unless it is urgent; the rest is in Monday’s digest.',
  url: 'http://localhost:3000/dashboard/anomalies/00000000-0000-0000-0000-000000000000',
  falseAlarmUrl: 'http://localhost:3000/dashboard/anomalies/00000000-0000-0000-0000-000000000000#feedback',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
