import { ActionButton } from '@/components/ui/action-button'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Disclosure } from '@/components/ui/disclosure'
import { LinkButton } from '@/components/ui/link-button'
import { TimeAgo } from '@/components/ui/time-ago'
import type { FormAction } from '@/lib/action-result'
import { formatDate, formatPoints, formatScore } from '@/lib/format'
import type { ReportAction, ScoreReport } from '@/lib/scores/model'
import { priorityTone, priorityWord } from './score-tone'

/** Hides an action for a week, and takes that back; what a page's own actions file offers. */
interface Dismissing {
  dismiss: FormAction
  undismiss: FormAction
}

/** Every action item with its steps; hidden ones and points already won below. */
export function ActionList({ report, now, zone, dismiss, undismiss }: Dismissing & { report: ScoreReport; now: Date; zone: string }) {
  const { actions, dismissed, won } = report
  return (
    <Card
      id="actions"
      title={actions.length === 1 ? 'One action item' : `${actions.length} action items`}
      note="Sorted by priority, then by points. They close themselves when the metric improves."
      flush
    >
      {actions.length === 0 ? <p className="px-4 py-4 text-sm text-text-muted sm:px-5">Nothing is open.</p> : null}
      <ul className="divide-y divide-border">
        {actions.map((action) => (
          <li key={action.id} id={`action-${action.id}`}>
            <Disclosure summaryClassName="px-4 py-3 sm:px-5 hover:bg-surface-muted" summary={<ActionLine action={action} />}>
              <ActionDetail action={action} dismiss={dismiss} undismiss={undismiss} />
            </Disclosure>
          </li>
        ))}
      </ul>
      {dismissed.length > 0 ? (
        <Disclosure
          className="border-t border-border"
          summaryClassName="px-4 py-3 sm:px-5"
          summary={<span className="text-sm text-text-muted">{dismissed.length} hidden for now</span>}
        >
          <ul className="space-y-2 px-4 pb-4 pl-10 sm:px-5 sm:pl-11">
            {dismissed.map((action) => (
              <li key={action.id} className="flex flex-wrap items-center justify-between gap-3 text-sm">
                <span>
                  {action.title}{' '}
                  <span className="text-text-muted">{action.dismissedUntil ? `comes back on ${formatDate(action.dismissedUntil, zone)}` : null}</span>
                </span>
                <ActionButton action={undismiss} fields={{ actionId: action.id }} size="sm" variant="ghost">
                  Show again
                </ActionButton>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
      {won.length > 0 ? (
        <Disclosure
          className="border-t border-border"
          summaryClassName="px-4 py-3 sm:px-5"
          summary={
            <span className="text-sm text-text-muted">
              {formatPoints(won.reduce((sum, item) => sum + item.wonPoints, 0))} points won in 28 days by {won.length === 1 ? 'one fix' : `${won.length} fixes`}
            </span>
          }
        >
          <ul className="space-y-1.5 px-4 pb-4 pl-10 text-sm sm:px-5 sm:pl-11">
            {won.map((item) => (
              <li key={`${item.actionId}-${item.closedAt.toISOString()}`} className="flex flex-wrap justify-between gap-x-4">
                <span>
                  {item.title} <TimeAgo at={item.closedAt} now={now} zone={zone} />
                </span>
                <span className="text-text-muted tabular-nums">
                  promised {formatPoints(item.promisedPoints)}, won {formatPoints(item.wonPoints)}
                </span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </Card>
  )
}

function ActionLine({ action }: { action: ReportAction }) {
  return (
    <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
        <Badge tone={priorityTone[action.priority]}>{priorityWord[action.priority]}</Badge>
        <span>{action.title}</span>
      </span>
      <span className="tabular-nums">
        {action.points === null ? '' : action.points > 0 ? `${formatPoints(action.points)} points` : 'no points while the cap holds'}
      </span>
    </span>
  )
}

function ActionDetail({ action, dismiss, undismiss }: Dismissing & { action: ReportAction }) {
  return (
    <div className="border-t border-border bg-background px-4 py-3 pl-10 text-sm sm:px-5 sm:pl-11">
      <p className="max-w-[68ch]">{action.detail}</p>
      <ol className="mt-2 max-w-[68ch] list-decimal space-y-1 pl-5">
        {action.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {action.promisedPoints !== null && action.points !== null && action.promisedPoints !== action.points ? (
        <p className="mt-2 text-text-muted">When it first appeared it promised {formatScore(action.promisedPoints)} points.</p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-2">
        <LinkButton href={action.href} size="sm">
          Go to the setting
          <span className="sr-only"> for {action.title}</span>
        </LinkButton>
        <ActionButton action={dismiss} undo={{ action: undismiss }} fields={{ actionId: action.id }} size="sm" variant="ghost">
          Remind me in 7 days
          <span className="sr-only">: {action.title}</span>
        </ActionButton>
      </div>
    </div>
  )
}
