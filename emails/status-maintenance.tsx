import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, Quiet, Title } from './_parts/text'

/** Planned work: announced, changed, begun, over or cancelled; to who has subscribed to the status page. */
export interface Props {
  pageName: string
  title: string
  /** Planned, Changed, Under way, Update, Completed, Cancelled. */
  word: string
  /** "12 Mar 2026, 02:00 UTC, for 2 h". */
  span: string
  /** "API, Ingest". */
  systems: string
  /** Its paragraphs; may be none. */
  body: string[]
  url: string
  calendarUrl: string
  consoleUrl: string
  unsubscribeUrl: string
}

export const subject = ({ word, title }: Props) => cut(`Maintenance, ${word.toLowerCase()}: ${title}`)

export default function StatusMaintenance(props: Props) {
  const { pageName, title, word, span, systems, body, url, calendarUrl } = props
  return (
    <MailLayout
      preview={`${word}: ${span}`}
      reason={`This address is subscribed to the status page of ${pageName}. The calendar of all maintenance: ${calendarUrl}`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
    >
      <Title>{title}</Title>
      <Quiet>
        {word} · {span}
      </Quiet>
      <Quiet>Affects: {systems}</Quiet>
      {body.length > 0 ? <div style={{ height: 14 }} /> : null}
      {body.map((paragraph) => (
        <Paragraph key={paragraph}>{paragraph}</Paragraph>
      ))}
      <MainButton href={url}>See the status page</MainButton>
    </MailLayout>
  )
}

/** What a phone shows of a subject. */
function cut(text: string): string {
  return text.length <= 78 ? text : `${text.slice(0, 77).trimEnd()}…`
}

export const previewData: Props = {
  pageName: 'Northwind',
  title: 'Upgrade of the database',
  word: 'Planned',
  span: '12 Mar 2026, 02:00 UTC, for 2 h',
  systems: 'API, Ingest',
  body: ['Requests may take up to a minute longer while the database changes over. Nothing is lost.'],
  url: 'http://localhost:3000/status',
  calendarUrl: 'http://localhost:3000/status/maintenance.ics',
  consoleUrl: 'http://localhost:3000',
  unsubscribeUrl: 'http://localhost:3000/status/subscription?token=example',
}
