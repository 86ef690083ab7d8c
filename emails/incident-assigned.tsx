import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, Title } from './_parts/text'

/** To somebody whom a colleague put in command of an incident, or called in. */
export interface Props {
  /** INC-12. */
  label: string
  /** SEV2. */
  severity: string
  title: string
  /** Investigating. */
  status: string
  /** Put in command; else called in to respond. */
  commands: boolean
  /** Who did it; null for the product, and for people who have no account any more. */
  by: string | null
  /** Since when: "2 Mar 2026, 03:12 UTC". */
  startedAt: string
  /** What severity means, as a sentence. */
  means: string
  url: string
  /** Null for what nobody can switch off. */
  unsubscribeUrl: string | null
  consoleUrl: string
}

export const subject = ({ label, severity, title, commands }: Props) =>
  commands ? `You are in command of ${label} (${severity}): ${title}` : `You are called in to ${label} (${severity}): ${title}`

export default function IncidentAssigned(props: Props) {
  const { label, severity, title, status, commands, by, startedAt, means, url } = props
  return (
    <MailLayout
      preview={`${severity}, ${status.toLowerCase()}, since ${startedAt}.`}
      reason={`You get this mail because ${by ?? 'somebody'} ${commands ? 'put you in command of' : 'called you in to'} ${label}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
    >
      <Title>{commands ? `You are in command of ${label}` : `You are called in to ${label}`}</Title>
      <Paragraph>
        {severity}, {status.toLowerCase()}: {title}
      </Paragraph>
      <Paragraph>
        It began at {startedAt}. {means}
        {commands ? ' Say what is known, who does what, and when the next word comes.' : ''}
      </Paragraph>
      <MainButton href={url}>Open the incident</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  label: 'INC-12',
  severity: 'SEV2',
  title: 'The gateway answers with 502',
  status: 'Investigating',
  commands: true,
  by: 'Robin Vale',
  startedAt: '2 Mar 2026, 03:12 UTC',
  means: 'SEV2: a major feature is broken; on-call and backup come.',
  url: 'http://localhost:3000/admin/incidents/12',
  unsubscribeUrl: null,
  consoleUrl: 'http://localhost:3000',
}
