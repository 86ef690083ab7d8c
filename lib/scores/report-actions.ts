import { type Evaluation, listActions } from './evaluate'
import { explainChange } from './explain'
import type { ChangePart, ReportAction } from './model'
import type { Promises } from './receipts/receipt'
import type { Metric, Reading } from './scorecard'
import { valueLabel } from './wording'

/** The action items of an evaluation: open ones, and those that somebody asked to be reminded of later. */
export function reportActions<I>(
  evaluation: Evaluation<I>,
  promises: Promises,
  { dismissals, now, partNames }: { dismissals: readonly { actionId: string; remindAt: Date }[]; now: Date; partNames: ReadonlyMap<string, string> },
): { actions: ReportAction[]; dismissed: ReportAction[] } {
  const items = listActions(evaluation).map(({ id, d, metric, inputs, reading, part, priority, gain }): ReportAction => {
    const promise = promises[id]
    const hidden = dismissals.find((dismissal) => dismissal.actionId === id && dismissal.remindAt > now)
    const detail = metric.detail(inputs, reading.value ?? 0)
    return {
      id,
      dimensionId: evaluation.card.dimensions[d]?.id ?? '',
      title: metric.fix.title,
      detail: part === null ? detail : `Only in ${partNames.get(part) ?? 'one tool'}: ${detail}`,
      priority,
      points: gain,
      href: hrefOf(metric, inputs),
      steps: [...metric.fix.steps],
      openSince: promise ? new Date(`${promise[0]}T00:00:00Z`) : null,
      promisedPoints: promise ? promise[1] : null,
      dismissedUntil: hidden?.remindAt ?? null,
    }
  })
  return { actions: items.filter((item) => item.dismissedUntil === null), dismissed: items.filter((item) => item.dismissedUntil !== null) }
}

/** What a change of the total is made of, largest first. */
export function changeParts<I>(before: Evaluation<I>, after: Evaluation<I>): ChangePart[] {
  if (before.total === null || after.total === null) return []
  return explainChange(before, after)
    .flatMap(({ id, dimension: d, metric: m, points }): ChangePart[] => {
      const metric = after.card.dimensions[d]?.metrics[m]
      const then = before.sheet.whole[d]?.[m]
      const now = after.sheet.whole[d]?.[m]
      return metric && then && now ? [{ id, title: metric.title, points, detail: moveOf(metric, then, now) }] : []
    })
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
}

/** The page of the tool to look at first, where one stands out; else the page that the scorecard names. */
function hrefOf<I>(metric: Metric<I>, inputs: I): string {
  const toolId = metric.focus?.(inputs)
  if (!toolId) return metric.fix.href
  return metric.fix.partAnchor ? `/dashboard/tools/${toolId}#${metric.fix.partAnchor}` : `/dashboard/tools/${toolId}`
}

function moveOf<I>(metric: Metric<I>, then: Reading, now: Reading): string {
  const before = then.value === null ? null : valueLabel(then.value, metric.unit)
  const after = now.value === null ? null : valueLabel(now.value, metric.unit)
  if (before === null) return after === null ? 'Does not apply.' : `${after}; did not apply before.`
  if (after === null) return `No longer applies; was ${before}.`
  return before === after ? `Still ${after}, in another tool or another share.` : `From ${before} to ${after}.`
}
