import { Section } from 'react-email'
import { MailLayout } from './_parts/layout'
import { light } from './_parts/palette'
import { MainButton, Paragraph, Quiet, TextLink, Title } from './_parts/text'

/** Alerts to an e-mail channel: what is firing, what is over, each with its figure and its links. */
export interface Props {
  /** One line: state first. */
  subject: string
  tone: 'critical' | 'warning' | 'good'
  /** The rule's name. */
  groupName: string
  /** Whose alerts: an organization's name, or the platform's. */
  audience: string
  alerts: {
    id: string
    tone: 'critical' | 'warning' | 'good' | 'quiet'
    /** Critical, Warning, Acknowledged, Resolved: its state in a word. */
    word: string
    title: string
    /** Value and threshold; null where there is no figure. */
    figure: string | null
    /** Since when, or from when to when. */
    when: string
    /** What to do about it; may be empty. */
    description: string
    url: string
    runbookUrl: string | null
    sourceUrl: string | null
  }[]
  /** How many are not shown, in a sentence; null when all are. */
  more: string | null
  url: string
  /** Where the list of addresses is changed. */
  channelUrl: string
  consoleUrl: string
  simulated: boolean
}

export const subject = (props: Props) => props.subject

export default function Alert(props: Props) {
  const { alerts, more, url, channelUrl, audience } = props
  const [first] = alerts
  return (
    <MailLayout
      preview={first ? [first.figure, first.when].filter(Boolean).join(' · ') : props.subject}
      reason={`This address is in an alert channel of ${audience}. Who manages its channels can take it out.`}
      unsubscribeUrl={null}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Section className={`line-${props.tone}`} style={{ borderLeft: `3px solid ${light(props.tone)}`, paddingLeft: 14, marginBottom: 6 }}>
        <Title>{props.subject}</Title>
        <Quiet>
          {props.groupName} · {audience}
        </Quiet>
      </Section>
      {alerts.map((alert, at) => (
        <Section key={alert.id} className="edge" style={{ padding: '14px 0 12px', ...(at > 0 ? { borderTop: `1px solid ${light('border')}` } : {}) }}>
          <Quiet>
            <span className={`ink-${alert.tone}`} style={{ color: light(alert.tone), fontWeight: 600 }}>
              {marks[alert.tone]} {alert.word}
            </span>
            {alert.figure ? ` · ${alert.figure}` : ''}
          </Quiet>
          {alerts.length > 1 ? (
            <Section style={{ fontSize: 15, lineHeight: '22px', padding: '2px 0' }}>
              <TextLink href={alert.url}>{alert.title}</TextLink>
            </Section>
          ) : null}
          <Quiet>{alert.when}</Quiet>
          {alert.description ? (
            <Section style={{ paddingTop: 8 }}>
              <Paragraph>{alert.description}</Paragraph>
            </Section>
          ) : null}
          {alert.runbookUrl || alert.sourceUrl ? (
            <Quiet>
              {alert.runbookUrl ? <TextLink href={alert.runbookUrl}>Runbook</TextLink> : null}
              {alert.runbookUrl && alert.sourceUrl ? ' · ' : ''}
              {alert.sourceUrl ? <TextLink href={alert.sourceUrl}>Source</TextLink> : null}
            </Quiet>
          ) : null}
        </Section>
      ))}
      {more ? <Quiet>{more}</Quiet> : null}
      <MainButton href={url}>{alerts.length === 1 && !more ? 'Open the alert' : 'Open the alerts'}</MainButton>
      <Section style={{ marginTop: 18 }}>
        <Quiet>
          Too many of these? <TextLink href={channelUrl}>Change the channel</TextLink>: from which severity on, how often, and to whom.
        </Quiet>
      </Section>
    </MailLayout>
  )
}

const marks = { critical: '◆', warning: '▲', good: '●', quiet: '○' } as const

export const previewData: Props = {
  subject: 'Error ratio of Route planner: 2 firing, 1 over',
  tone: 'critical',
  groupName: 'Error ratio of Route planner',
  audience: 'Northwind Tools',
  alerts: [
    {
      id: '1',
      tone: 'critical',
      word: 'Critical',
      title: 'Error ratio of Route planner is 14.2 %, above 5 %',
      figure: '14.2 %, threshold above 5 %',
      when: 'Firing since 2 Mar 2026, 03:12 Europe/Berlin',
      description: 'Look at the newest version first: roll back when the errors began with it.',
      url: 'http://localhost:3000/dashboard/alerts/1',
      runbookUrl: 'https://wiki.example.com/runbooks/errors',
      sourceUrl: null,
    },
    {
      id: '2',
      tone: 'warning',
      word: 'Warning',
      title: 'Error ratio of Geocoder is 6.1 %, above 5 %',
      figure: '6.1 %, threshold above 5 %',
      when: 'Firing since 2 Mar 2026, 03:14 Europe/Berlin',
      description: '',
      url: 'http://localhost:3000/dashboard/alerts/2',
      runbookUrl: null,
      sourceUrl: null,
    },
    {
      id: '3',
      tone: 'good',
      word: 'Resolved',
      title: 'Error ratio of Currency rates is 5.4 %, above 5 %',
      figure: '1.1 %, threshold above 5 %',
      when: 'Fired 2 Mar 2026, 02:55 Europe/Berlin, over after 14 min, recovered',
      description: '',
      url: 'http://localhost:3000/dashboard/alerts/3',
      runbookUrl: null,
      sourceUrl: null,
    },
  ],
  more: null,
  url: 'http://localhost:3000/dashboard/alerts',
  channelUrl: 'http://localhost:3000/dashboard/channels',
  consoleUrl: 'http://localhost:3000',
  simulated: true,
}
