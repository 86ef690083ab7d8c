import { Card } from '@/components/ui/card'
import { StatusMark } from '@/components/ui/status-mark'
import { formatDate } from '@/lib/format'
import type { ReliableBadge } from '@/lib/gates/queries/badge'

/** The one badge that is good to have: whether it is held, and what earns or keeps it. */
export function ReliableCard({ badge, zone }: { badge: ReliableBadge | null; zone: string }) {
  return (
    <Card title={title(badge, zone)}>
      <div className="space-y-2 text-sm">
        <StatusMark {...mark(badge)} />
        <p className="text-text-muted">
          {badge && !badge.lostAt
            ? badge.losesAt
              ? 'A gate is open, or the score has fallen under A-. Once both are in order again the badge stays; incidents that are not yours stop the clock.'
              : 'Your tools bear it in the directory and stand higher there. It stays while no gate is open and the score is A\u2011\u00a0or better.'
            : 'Earned by 90 days without a gate and a health score of A\u2011\u00a0or better. It lifts your tools in the directory.'}
        </p>
      </div>
    </Card>
  )
}

function title(badge: ReliableBadge | null, zone: string): string {
  if (!badge) return 'The badge “Reliable” is not earned yet'
  if (badge.lostAt) return `The badge “Reliable” was lost on ${formatDate(badge.lostAt, zone)}`
  return badge.losesAt ? `The badge “Reliable” is lost on ${formatDate(badge.losesAt, zone)}` : `Reliable since ${formatDate(badge.earnedAt, zone)}`
}

function mark(badge: ReliableBadge | null): { tone: 'good' | 'warning' | 'neutral'; label: string } {
  if (!badge || badge.lostAt) return { tone: 'neutral', label: 'Not held' }
  return badge.losesAt ? { tone: 'warning', label: 'Held, in its grace' } : { tone: 'good', label: 'Held' }
}
