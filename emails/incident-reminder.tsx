import { MailLayout } from './_parts/layout'
import { MainButton, Paragraph, Title } from './_parts/text'

/** To whoever commands an incident or responds to it: an update is overdue. */
export interface Props {
  /** INC-12. */
  label: string
  /** SEV2. */
  severity: string
  title: string
  /** Investigating. */
  status: string
  /** When the update was due: "2 Mar 2026, 03:12 UTC". */
  dueAt: string
  /** How often one is due, as a sentence. */
  rhythm: string
  /** Whether the reader is in command. */
  commands: boolean
  url: string
  /** Null for what nobody can switch off. */
  unsubscribeUrl: string | null
  consoleUrl: string
}

export const subject = ({ label, severity, title }: Props) => `${label} needs an update (${severity}): ${title}`

export default function IncidentReminder(props: Props) {
  const { label, severity, title, status, dueAt, rhythm, commands, url } = props
  return (
    <MailLayout
      preview={`An update was due at ${dueAt}. Status: ${status.toLowerCase()}.`}
      reason={`You get this mail because you ${commands ? 'are in command of' : 'respond to'} ${label}.`}
      unsubscribeUrl={props.unsubscribeUrl}
      consoleUrl={props.consoleUrl}
    >
      <Title>{label} needs an update</Title>
      <Paragraph>
        {severity}, {status.toLowerCase()}: {title}
      </Paragraph>
      <Paragraph>
        An update was due at {dueAt}. {rhythm} That nothing is new is an update too.
      </Paragraph>
      <MainButton href={url}>Write the update</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  label: 'INC-12',
  severity: 'SEV2',
  title: 'The gateway answers with 502',
  status: 'Identified',
  dueAt: '2 Mar 2026, 03:12 UTC',
  rhythm: 'With SEV2 one is due every 30 minutes.',
  commands: true,
  url: 'http://localhost:3000/admin/incidents/12',
  unsubscribeUrl: null,
  consoleUrl: 'http://localhost:3000',
}
