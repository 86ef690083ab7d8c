import Link from 'next/link'
import { ScoreGauge } from '@/components/scores/score-gauge'
import { Card } from '@/components/ui/card'
import { Delta } from '@/components/ui/delta'
import { LinkButton } from '@/components/ui/link-button'
import { StatusMark } from '@/components/ui/status-mark'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatCount, formatPercent, formatPoints } from '@/lib/format'
import type { ScoreReport } from '@/lib/scores/model'
import type { Overview } from './load-overview'

/** The score and the one thing that raises it most. */
export function ScoreCard({ report, title = 'Health score', href = '/dashboard/health' }: { report: ScoreReport; title?: string; href?: string }) {
  const [best] = report.actions
  return (
    <Card
      title={title}
      actions={
        <LinkButton href={href} size="sm">
          See why
        </LinkButton>
      }
    >
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <ScoreGauge score={report.score} grade={report.grade} light={report.light} size={144} />
        <div className="min-w-0 flex-1 basis-44">
          {report.state === 'scored' ? (
            <Delta value={report.change.week} kind="points" better="up" words={{ up: 'up', down: 'down' }} versus="since last week" />
          ) : null}
          <p className="mt-1 text-sm text-text-muted">{report.why}</p>
        </div>
      </div>
      {best ? (
        <div className="mt-4 flex flex-wrap items-center justify-between gap-3 border-t border-border pt-4">
          <div className="min-w-0 flex-1 basis-48">
            <p className="text-xs text-text-muted">Fix first</p>
            <p className="font-medium">
              {best.title} {best.points ? <span className="text-good tabular-nums">{formatPoints(best.points)}</span> : null}
            </p>
          </div>
          <LinkButton href={best.href} variant="primary" size="sm">
            Fix it
          </LinkButton>
        </div>
      ) : null}
    </Card>
  )
}

/** Tools that are not well, worst first; or that all are. */
export function Attention({ states }: { states: Overview['states'] }) {
  const rank = { critical: 0, serious: 1, warning: 2, info: 3, neutral: 4, good: 5 }
  const unwell = states.filter(({ state }) => state.tone !== 'good' && state.tone !== 'neutral').sort((a, b) => rank[a.state.tone] - rank[b.state.tone])
  return (
    <Card
      title={unwell.length === 0 ? 'No tool needs attention' : unwell.length === 1 ? 'One tool needs attention' : `${unwell.length} tools need attention`}
      note="The last 7 days, and the newest probe"
      actions={
        <LinkButton href="/dashboard/tools" size="sm">
          All tools
        </LinkButton>
      }
    >
      {unwell.length === 0 ? (
        <p className="text-sm text-text-muted">
          {states.length === 0 ? 'No tools are reported yet.' : `${formatCount(states.length)} tools answer as they should.`}
        </p>
      ) : (
        <ul className="divide-y divide-border text-sm">
          {unwell.slice(0, 6).map(({ tool, totals, state }) => (
            <li key={tool.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <Link href={`/dashboard/tools/${tool.id}`} className="font-medium hover:underline">
                {tool.name}
              </Link>
              <span className="flex items-center gap-4">
                <span className="text-text-muted tabular-nums">{totals?.fairErrorRatio == null ? null : `${formatPercent(totals.fairErrorRatio)} errors`}</span>
                <StatusMark {...state} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** Stretches in which failures were not charged to the publisher. */
export function Excused({ faults, now, zone }: { faults: Overview['faults']; now: Date; zone: string }) {
  if (faults.length === 0) return null
  return (
    <Card title="Not your fault" note="Failures in these stretches of the last 7 days are left out of your fair error rate.">
      <ul className="divide-y divide-border text-sm">
        {faults.map((fault) => (
          <li key={fault.id} className="flex flex-wrap justify-between gap-x-4 py-2">
            <span>
              {fault.label} <span className="text-text-muted">{fault.kind === 'platform' ? 'platform' : `provider ${fault.provider}`}</span>
            </span>
            <span className="text-text-muted">{fault.toAt ? <TimeAgo at={fault.fromAt} now={now} zone={zone} /> : 'still going on'}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
