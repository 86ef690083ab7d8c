import Link from 'next/link'
import { severityMarks, stateMarks } from '@/components/alerts/words'
import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import type { AlertRow } from '@/lib/alerts/view'
import { formatCount } from '@/lib/format'

/** The platform's alerts of the last 24 hours. */
export function RecentAlerts({ alerts, count, now }: { alerts: AlertRow[]; count: number; now: Date }) {
  const title =
    count === 0
      ? 'No alert of the platform fired in the last 24 hours'
      : count === 1
        ? 'One alert of the platform fired in the last 24 hours'
        : `${formatCount(count)} alerts of the platform fired in the last 24 hours`
  return (
    <Card
      title={title}
      actions={
        <Link href="/admin/alerts/history?days=1" prefetch={false} className="text-sm underline">
          History
        </Link>
      }
      flush={alerts.length > 0}
    >
      {alerts.length === 0 ? (
        <p className="text-sm text-text-muted">What fires stands here, with what became of it.</p>
      ) : (
        <ul className="divide-y divide-border">
          {alerts.map((alert) => (
            <li key={alert.id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-2.5 sm:px-5">
              <Link href={`/admin/alerts/${alert.id}`} prefetch={false} className="min-w-0 flex-1 basis-64 break-words hover:underline">
                {alert.title}
              </Link>
              <span className="flex flex-wrap gap-x-3 text-sm text-text-muted">
                <StatusMark {...severityMarks[alert.severity]} />
                <StatusMark {...stateMarks[alert.state]} />
                <TimeAgo at={alert.firedAt} now={now} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
