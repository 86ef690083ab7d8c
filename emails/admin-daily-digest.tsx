import type { DailyDigest } from '@/lib/notifications/daily/compose'
import { MailLayout } from './_parts/layout'
import { LinkedItem } from './_parts/linked-item'
import { MainButton, Paragraph, Quiet, SectionTitle, TextLink, Title } from './_parts/text'

/** The day of the platform, for staff: what wants to be looked at first, then what is calm, in a line each. */
export interface Props {
  digest: DailyDigest
  /** The day, in words. */
  day: string
  simulated: boolean
  /** The page of this day. */
  url: string
  unsubscribeUrl: string
  /** Without a slash at the end. */
  consoleUrl: string
}

export function subject({ digest, day }: Props): string {
  return `${day}: ${digest.sentence}`
}

export default function AdminDailyDigest({ digest, day, simulated, url, unsubscribeUrl, consoleUrl }: Props) {
  const busy = digest.sections.filter(({ calm }) => !calm)
  const calm = digest.sections.filter((section) => section.calm)
  return (
    <MailLayout
      preview={digest.sentence}
      reason="You get this mail every day at 09:00 UTC because you are on the staff of this platform."
      unsubscribeUrl={unsubscribeUrl}
      consoleUrl={consoleUrl}
      simulated={simulated}
    >
      <Title>{digest.sentence}</Title>
      <Quiet>
        {day}: {digest.window}
      </Quiet>
      {busy.map(({ key, title, items, more, href }) => (
        <div key={key}>
          <SectionTitle>{title}</SectionTitle>
          {items.map((item, i) => (
            <LinkedItem key={`${item.href} ${item.title}`} title={item.title} detail={item.detail} href={`${consoleUrl}${item.href}`} first={i === 0} />
          ))}
          {more > 0 ? (
            <Quiet>
              {more === 1 ? 'One more is' : `${more} more are`} <TextLink href={`${consoleUrl}${href}`}>on the page</TextLink>
            </Quiet>
          ) : null}
        </div>
      ))}
      {calm.length > 0 ? <SectionTitle>{busy.length > 0 ? 'And calm' : 'All calm'}</SectionTitle> : null}
      {calm.length > 0 ? <Paragraph>{calm.map(({ title }) => title).join('. ')}.</Paragraph> : null}
      <MainButton href={url}>Open the day</MainButton>
    </MailLayout>
  )
}

export const previewData: Props = {
  day: '2 Mar 2026',
  simulated: false,
  digest: {
    sentence: 'One incident is open, an SLO is breached and two customers slipped',
    window: '1 Mar 2026, 09:00 UTC to 2 Mar 2026, 09:00 UTC',
    sections: [
      {
        key: 'health',
        title: 'One of three SLOs is breached: API availability (99.71 %, budget gone)',
        items: [
          {
            title: 'API availability',
            detail: '99.71 % over 7 days, promised 99.9 %; the error budget is gone',
            tone: 'critical',
            href: '/admin/system-health',
          },
        ],
        more: 0,
        href: '/admin/system-health',
        calm: false,
        unknown: false,
      },
      {
        key: 'incidents',
        title: 'One incident is open, one was resolved',
        items: [
          { title: 'INC-12: Gateway refuses every tenth call', detail: 'SEV2, open for 3 h 10 min.', tone: 'critical', href: '/admin/incidents/12' },
          { title: 'INC-11: Mails are late', detail: 'SEV3, resolved after 48 min.', tone: 'good', href: '/admin/incidents/11' },
        ],
        more: 0,
        href: '/admin/incidents',
        calm: false,
        unknown: false,
      },
      {
        key: 'alerts',
        title: 'Five alerts fired (two critical, three warnings); one is open',
        items: [{ title: 'Error ratio of the API above 1 %', detail: 'Critical, for 3 h 20 min, acknowledged.', tone: 'critical', href: '/admin/alerts/1' }],
        more: 0,
        href: '/admin/alerts',
        calm: false,
        unknown: false,
      },
      {
        key: 'scores',
        title: 'Two customers slipped',
        items: [
          {
            title: 'Northwind Tools',
            detail: 'Publisher’s score 41.2, 27.5 points less than a week ago; critical since tonight.',
            tone: 'critical',
            href: '/admin/organizations/1',
          },
          { title: 'Orchard Agents', detail: 'Caller’s score 55, 21 points less than a week ago.', tone: 'serious', href: '/admin/organizations/2' },
        ],
        more: 0,
        href: '/admin/organizations',
        calm: false,
        unknown: false,
      },
      {
        key: 'errors',
        title: 'Most errors that people met: /api/tools/:id/calls and Geocoder',
        items: [{ title: 'Geocoder', detail: 'Tool: 812 of 9,410 calls failed (8.6 %).', tone: 'serious', href: '/admin/logs?q=Geocoder' }],
        more: 0,
        href: '/admin/logs',
        calm: false,
        unknown: false,
      },
      { key: 'renewals', title: 'No renewal of the next 30 days is at risk', items: [], more: 0, href: '/admin/organizations', calm: true, unknown: false },
      { key: 'payments', title: 'No payment failed', items: [], more: 0, href: '/admin/organizations', calm: true, unknown: false },
    ],
  },
  url: 'http://localhost:3000/admin/daily-digest?day=2026-03-02',
  unsubscribeUrl: 'http://localhost:3000/unsubscribe?token=example',
  consoleUrl: 'http://localhost:3000',
}
