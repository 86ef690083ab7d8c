import { Card } from '@/components/ui/card'
import { Delta } from '@/components/ui/delta'
import { Disclosure } from '@/components/ui/disclosure'
import { Sparkline } from '@/components/ui/sparkline'
import { TimeAgo } from '@/components/ui/time-ago'
import { formatPoints } from '@/lib/format'
import type { ScoreReport } from '@/lib/scores/model'
import { ScoreGauge } from './score-gauge'

interface ScoreHeroProps {
  report: ScoreReport
  now: Date
  zone: string
  /** What the score is of, where the page does not say so. */
  title?: string
}

/** The score itself: dial, change, and what the change is made of. */
export function ScoreHero({ report, now, zone, title }: ScoreHeroProps) {
  const { change } = report
  return (
    <Card title={title}>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-4">
        <ScoreGauge score={report.score} grade={report.grade} light={report.light} size={176} />
        <div className="min-w-0 flex-1 basis-40 space-y-3">
          {report.state === 'scored' ? (
            <>
              <div>
                <p className="text-xs text-text-muted">Against last week</p>
                <Delta value={change.week} kind="points" better="up" words={{ up: 'points up', down: 'points down' }} />
              </div>
              <div>
                <p className="text-xs text-text-muted">Last 28 days</p>
                <div className="flex flex-wrap items-center gap-3">
                  <Sparkline values={report.history.map((day) => day.score)} unit="score" label="Health score, last 28 days" width={128} height={28} />
                  <Delta value={change.fourWeeks} kind="points" better="up" words={{ up: 'points up', down: 'points down' }} />
                </div>
              </div>
            </>
          ) : (
            <p className="max-w-[48ch] text-sm text-text-muted">
              A score needs data in at least three of the five dimensions. It is calculated every day at 03:00 UTC from the 28 days before.
            </p>
          )}
          <p className="text-xs text-text-muted">
            Last updated <TimeAgo at={report.calculatedAt} now={now} zone={zone} />
          </p>
        </div>
      </div>
      {change.because.length > 0 ? (
        <Disclosure className="mt-4 border-t border-border pt-3 text-sm" summary={<span className="text-text-muted">What changed since last week</span>}>
          <ul className="mt-2 space-y-1.5 pl-6">
            {change.because.map((part) => (
              <li key={part.id} className="flex flex-wrap justify-between gap-x-4">
                <span>
                  {part.title} <span className="text-text-muted">{part.detail}</span>
                </span>
                <span className="tabular-nums">{formatPoints(part.points)}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}
