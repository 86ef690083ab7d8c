import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { alertSeverities } from '@/lib/alerts/model'
import type { TodaysAlerts } from '@/lib/alerts/view'
import { formatCount } from '@/lib/format'
import { severityMarks, stateMarks } from './words'

/** What today has brought and what is open, with a way to each severity. Nothing where nothing was. */
export function TodaysAlertsCard({ alerts, now, zone }: { alerts: TodaysAlerts; now: Date; zone: string }) {
  const fired = alerts.fired.critical + alerts.fired.warning
  const open = alerts.open.critical + alerts.open.warning
  if (fired === 0 && open === 0) return null
  return (
    <Card
      title={`Today’s alerts: ${fired === 0 ? 'none fired' : fired === 1 ? 'one fired' : `${formatCount(fired)} fired`}, ${open === 0 ? 'none is open' : open === 1 ? 'one is open' : `${formatCount(open)} are open`}`}
      actions={
        <nav aria-label="Open alerts by severity" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {alertSeverities.map((severity) => (
            <Link key={severity} href={`/dashboard/alerts?severity=${severity}`} prefetch={false} className="hover:underline">
              <StatusMark
                tone={severityMarks[severity].tone}
                label={`${severityMarks[severity].label}: ${formatCount(alerts.open[severity])} open, ${formatCount(alerts.fired[severity])} today`}
                className="whitespace-normal"
              />
            </Link>
          ))}
        </nav>
      }
    >
      <ul className="space-y-2">
        {alerts.newest.map((alert) => (
          <li key={alert.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
            <Link href={`/dashboard/alerts/${alert.id}`} prefetch={false} className="min-w-0 break-words hover:underline">
              {alert.title}
            </Link>
            <span className="flex flex-wrap gap-x-3 text-sm text-text-muted">
              <StatusMark {...stateMarks[alert.state]} />
              <TimeAgo at={alert.firedAt} now={now} zone={zone} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
