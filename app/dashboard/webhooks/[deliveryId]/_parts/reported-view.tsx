import { Card } from '@/components/ui/card'
import { KeyValue } from '@/components/ui/key-value'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatCount } from '@/lib/format'
import type { ReportedDelivery } from '@/lib/webhooks/queries/find-delivery'

/** A delivery of the platform: what it reports, and where the rest is to be found. */
export function ReportedView({ delivery, now, zone }: { delivery: ReportedDelivery; now: Date; zone: string }) {
  const { type, delivered, status, attempt, at, url, externalId } = delivery
  return (
    <>
      <PageHeader
        eyebrow="Webhook delivery"
        title={`${type || 'An event'} of the platform was ${delivered ? 'accepted' : 'not accepted'}`}
        note={advice(delivery)}
        actions={<LinkButton href="/dashboard/webhooks">All deliveries</LinkButton>}
      />
      <Card title="As the platform reports it" note="Headers, body and answers are kept by the platform; so is sending it again.">
        <KeyValue
          columns={3}
          items={[
            { label: 'When', value: <TimeAgo at={at} now={now} zone={zone} /> },
            { label: 'Answer', value: status ?? 'none' },
            { label: 'Attempts', value: formatCount(attempt) },
            { label: 'Endpoint', value: url ? <span className="font-mono text-sm break-all">{url}</span> : 'not reported' },
            { label: 'Id at the platform', value: <code className="font-mono text-sm break-all">{externalId}</code> },
          ]}
        />
      </Card>
    </>
  )
}

/** What an answer usually means. */
function advice({ delivered, status }: ReportedDelivery): string {
  if (delivered) return 'Nothing to do.'
  if (status === null) return 'No answer came in time. Answer 2xx at once and do the work afterwards.'
  if (status === 401 || status === 403) return 'The endpoint refused it: the signing secret has probably changed.'
  if (status === 404 || status === 410) return 'There is nothing at this address: the route has probably moved.'
  if (status === 429) return 'The endpoint was asked to take more than it can.'
  if (status >= 500) return 'The endpoint failed while it worked. Answer first, work afterwards, and look at its own log of that moment.'
  return 'The endpoint did not accept it.'
}
