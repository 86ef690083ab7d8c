import { Section } from 'react-email'
import { MailLayout } from './_parts/layout'
import { type Colour, light } from './_parts/palette'
import { MainButton, Paragraph, Quiet, SectionTitle, Title } from './_parts/text'

/** All mails about quality gates: what happens to which listing, when, why, and what ends it. */
export interface Props {
  organizationName: string
  simulated: boolean
  /** The state in one sentence; also the mail's first line. */
  headline: string
  subject: string
  /** What the matter is, with its figures. */
  why: string
  /** What ends it, or (when it is over) why it is over. */
  cure: string
  /** What the clock stands for; null while it runs. */
  stopped: string | null
  tone: 'warning' | 'critical' | 'good'
  /** What was and what comes, with dates in words. */
  timeline: { title: string; at: string; state: 'done' | 'ahead' | 'skipped' }[]
  /** First things first; empty when it is over. */
  steps: string[]
  url: string
  consoleUrl: string
}

export function subject(props: Props): string {
  return props.subject
}

const marks: Record<Props['timeline'][number]['state'], { mark: string; colour: Colour }> = {
  done: { mark: '●', colour: 'text' },
  ahead: { mark: '○', colour: 'quiet' },
  skipped: { mark: '–', colour: 'quiet' },
}

export default function GateWarning(props: Props) {
  const { organizationName, headline, why, cure, stopped, tone, timeline, steps, url } = props
  return (
    <MailLayout
      preview={why}
      reason={`You get this mail because you are an owner of ${organizationName}. Warnings about your listings cannot be switched off.`}
      unsubscribeUrl={null}
      consoleUrl={props.consoleUrl}
      simulated={props.simulated}
    >
      <Section className={`line-${tone}`} style={{ borderLeft: `3px solid ${light(tone)}`, paddingLeft: 14, marginBottom: 14 }}>
        <Title>{headline}</Title>
      </Section>
      <Paragraph>{why}</Paragraph>
      <Paragraph>{cure}</Paragraph>
      {stopped ? <Paragraph>{stopped}</Paragraph> : null}
      <SectionTitle>{tone === 'good' ? 'How it went' : 'What happens when'}</SectionTitle>
      <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} data-text-format="dataTable" style={{ borderCollapse: 'collapse' }}>
        <tbody>
          {timeline.map(({ title, at, state }) => {
            const { mark, colour } = marks[state]
            return (
              <tr key={title}>
                <td className={`ink-${colour}`} style={{ ...cell(colour), width: 22 }}>
                  {mark}
                </td>
                <td className={`ink-${colour}`} style={cell(colour)}>
                  {title}
                </td>
                <td className={`ink-${colour}`} style={{ ...cell(colour), fontSize: 13, paddingLeft: 12, textAlign: 'right', whiteSpace: 'nowrap' }}>
                  {at}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {timeline.some((step) => step.state === 'ahead') ? <Quiet>What lies ahead comes only if the cause stays.</Quiet> : null}
      {steps.length > 0 ? (
        <>
          <SectionTitle>What to do</SectionTitle>
          <ol className="ink-text" style={{ color: light('text'), fontSize: 14, lineHeight: '21px', margin: 0, paddingLeft: 20 }}>
            {steps.map((step) => (
              <li key={step} style={{ padding: '4px 0' }}>
                {step}
              </li>
            ))}
          </ol>
        </>
      ) : null}
      <MainButton href={url}>{tone === 'good' ? 'Open the history' : 'Open this gate'}</MainButton>
    </MailLayout>
  )
}

function cell(colour: Colour) {
  return { color: light(colour), fontSize: 14, lineHeight: '21px', padding: '4px 0', verticalAlign: 'top' } as const
}

export const previewData: Props = {
  organizationName: 'Northwind Tools',
  simulated: true,
  subject: 'Address Lookup bears the badge “Needs attention” from 16 Mar 2026',
  headline: 'Address Lookup bears the badge “Needs attention” from 16 Mar 2026, 04:00 UTC, unless the cause is gone by then',
  why: 'The error rate was above 5 % on 7 days in a row, most recently 6.8 % of 1,204 calls.',
  cure: 'It ends after 3 days at or under 5 %.',
  stopped: null,
  tone: 'warning',
  timeline: [
    { title: 'The gate opened', at: '2 Mar 2026, 04:00', state: 'done' },
    { title: 'Half of the time', at: '9 Mar 2026, 04:00', state: 'ahead' },
    { title: 'Last warning', at: '15 Mar 2026, 04:00', state: 'ahead' },
    { title: 'Badge “Needs attention”', at: '16 Mar 2026, 04:00', state: 'ahead' },
    { title: 'Last warning before the next step', at: '22 Mar 2026, 04:00', state: 'ahead' },
    { title: 'Last in the directory', at: '23 Mar 2026, 04:00', state: 'ahead' },
  ],
  steps: [
    'Open the tool’s page and look at the errors charged to you by status: 5xx first.',
    'Compare the day on which they began with your releases; roll back what came with them.',
    'Failures of the platform and of providers are left out already; if you see others that are not yours, ask for an exemption and say which.',
  ],
  url: 'http://localhost:3000/dashboard/gates/00000000-0000-0000-0000-000000000000',
  consoleUrl: 'http://localhost:3000',
}
