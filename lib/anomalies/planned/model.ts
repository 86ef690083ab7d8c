import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'
import { addDays, DAY, HOUR, type Window } from '@/lib/time'

// Maintenance, launches: what is out of the ordinary while it is planned is expected.

/** Longer is no event but a new normal. */
export const MAX_PLANNED_DAYS = 14
export const MAX_AHEAD_DAYS = 365
/** What has begun may still be entered for so long. */
export const MAX_PAST_HOURS = 24
export const TITLE_LENGTH = 120
/** Events of one organization that are not over. */
export const MAX_OPEN_EVENTS = 100

const momentInput = z.iso.datetime({ offset: true, error: 'Give day and time, as in 2026-03-01T02:00:00Z.' }).transform((text) => new Date(text))

/** What is planned: for one tool, or (null) for every tool there is. */
export const planInputSchema = z.strictObject({
  title: z.string().trim().min(1, 'Say what is planned.').max(TITLE_LENGTH, `Say it in ${TITLE_LENGTH} characters.`),
  toolId: z.uuid('Choose a tool.').nullable().default(null),
  from: momentInput,
  to: momentInput,
})
export type PlanInput = z.output<typeof planInputSchema>

/** What is wrong with the stretch of a plan that is made at `now`; empty when nothing is. */
export function planProblems({ from, to }: Pick<PlanInput, 'from' | 'to'>, now: Date): FieldProblem[] {
  const problems: FieldProblem[] = []
  const add = (pointer: string, message: string) => problems.push({ pointer, message })
  if (from.getTime() < now.getTime() - MAX_PAST_HOURS * HOUR)
    add('/from', `It began more than ${MAX_PAST_HOURS} hours ago. What is further back has been judged already.`)
  if (from > addDays(now, MAX_AHEAD_DAYS)) add('/from', 'It begins more than a year ahead. Choose an earlier day.')
  if (to <= from) add('/to', 'It ends before it begins. Choose a later end.')
  else if (to.getTime() - from.getTime() > MAX_PLANNED_DAYS * DAY)
    add('/to', `It lasts longer than ${MAX_PLANNED_DAYS} days. What stays for so long is the new normal, not an event.`)
  else if (to <= now) add('/to', 'It is over already. What has been judged stays judged.')
  return problems
}

/** A stretch in which nothing opens: of a tool, of an organization, or (both null) of everybody. */
export interface PlannedSpan {
  organizationId: string | null
  toolId: string | null
  fromMs: number
  /** Not in it any more. Where it was cancelled under way: that moment. */
  toMs: number
}

/** Does one of these stretches touch the window of this tool? */
export function isPlanned(spans: readonly PlannedSpan[], tool: { toolId: string; organizationId: string }, window: Window): boolean {
  const from = window.from.getTime()
  const to = window.to.getTime()
  return spans.some(
    (span) =>
      span.fromMs < to &&
      span.toMs > from &&
      (span.organizationId === null || span.organizationId === tool.organizationId) &&
      (span.toolId === null || span.toolId === tool.toolId),
  )
}

export const plannedStates = ['current', 'ahead', 'over', 'cancelled'] as const
export type PlannedState = (typeof plannedStates)[number]

/** How an event stands at `now`; one that was cancelled stays cancelled. */
export function plannedState({ fromAt, toAt, cancelledAt }: { fromAt: Date; toAt: Date; cancelledAt: Date | null }, now: Date): PlannedState {
  if (cancelledAt !== null) return 'cancelled'
  if (toAt <= now) return 'over'
  return fromAt <= now ? 'current' : 'ahead'
}
