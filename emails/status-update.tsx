import { Section } from 'react-email'
import { MailLayout } from './_parts/layout'
import { light } from './_parts/palette'
import { MainButton, Paragraph, Quiet, Title } from './_parts/text'

/** A public update of an incident, to who has subscribed to the status page. */
export interface Props {
  pageName: string
  /** The incident's title. */
  title: string
  tone: 'critical' | 'warning' | 'good' | 'quiet'
  /** Investigating, Identified, Monitoring, Resolved; Update where it stays what it was. */
  word: string
  /** When it was written: "10 Mar 2026, 12:00 UTC". */
  when: string
  /** It puts an earlier update right. */
  correction: boolean
  /** Its paragraphs; may be none. */
  body: string[]
  /** "API: partial outage · E-mail: degraded"; null for no system. */
  affected: string | null
  url: string
  consoleUrl: string
  unsubscribeUrl: string
}

export const subject = ({ word, correction, title }: Props) => cut(`${correction ? 'Correction' : word}: ${title}`)

export default function StatusUpdate(props: Props) {
  const { pageName, title, tone, word, when, correction, body, affected, url } = props
  return (
    <MailLayout
      preview={body[0] ?? affected ?? word}
      reason={`This address is subscribed to the status page of ${pageName}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
    >
      <Section className={`line-${tone}`} style={{ borderLeft: `3px solid ${light(tone)}`, paddingLeft: 14, marginBottom: 14 }}>
        <Title>{title}</Title>
        <Quiet>
          <span className={`ink-${tone}`} style={{ color: light(tone), fontWeight: 600 }}>
            {marks[tone]} {word}
          </span>
          {` · ${when}`}
          {correction ? ' · Correction of an earlier update' : ''}
        </Quiet>
      </Section>
      {body.map((paragraph) => (
        <Paragraph key={paragraph}>{paragraph}</Paragraph>
      ))}
      {affected ? <Quiet>{affected}</Quiet> : null}
      <MainButton href={url}>See all updates</MainButton>
    </MailLayout>
  )
}

const marks = { critical: '◆', warning: '▲', good: '●', quiet: '○' } as const

/** What a phone shows of a subject. */
function cut(text: string): string {
  return text.length <= 78 ? text : `${text.slice(0, 77).trimEnd()}…`
}

export const previewData: Props = {
  pageName: 'Northwind',
  title: 'One in ten requests to the API fails',
  tone: 'warning',
  word: 'Identified',
  when: '10 Mar 2026, 12:00 UTC',
  correction: false,
  body: ['A node of the cache is broken. We replace it and expect requests to work again within half an hour.'],
  affected: 'API: partial outage · E-mail: degraded',
  url: 'http://localhost:3000/status/incidents/12',
  consoleUrl: 'http://localhost:3000',
  unsubscribeUrl: 'http://localhost:3000/status/subscription?token=example',
}
