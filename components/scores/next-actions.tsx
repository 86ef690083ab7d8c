import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { formatPoints } from '@/lib/format'
import type { ScoreReport } from '@/lib/scores/model'
import { priorityTone, priorityWord } from './score-tone'

/** The three best things to do now; the first is the page's one strong button. */
export function NextActions({ report }: { report: ScoreReport }) {
  const best = report.actions.slice(0, 3)
  return (
    <Card
      title={best.length > 0 ? 'What to fix first' : 'Nothing to fix'}
      note={best.length > 0 ? 'Points are what the fix adds at the next calculation.' : undefined}
    >
      {best.length === 0 ? (
        <p className="text-sm text-text-muted">Every metric that applies stands at its best, or is hidden until you are reminded.</p>
      ) : (
        <ol className="divide-y divide-border">
          {best.map((action, index) => (
            <li key={action.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium">{action.title}</p>
                <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-muted">
                  <Badge tone={priorityTone[action.priority]}>{priorityWord[action.priority]}</Badge>
                  <span>{action.detail}</span>
                </p>
              </div>
              <div className="flex items-center gap-3">
                {action.points ? <span className="font-medium text-good tabular-nums">{formatPoints(action.points)}</span> : null}
                <LinkButton href={action.href} variant={index === 0 ? 'primary' : 'secondary'} size="sm">
                  Fix it
                  <span className="sr-only">: {action.title}</span>
                </LinkButton>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
