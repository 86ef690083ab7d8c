import { z } from 'zod'
import { findSeriesMetric } from '@/lib/alerts/metrics/catalogue'
import { ratioSchema } from '@/lib/alerts/model'
import { type RuleInput, ruleInputSchema, ruleProblems } from '@/lib/alerts/rule-input'
import type { FieldProblem } from '@/lib/errors'
import { formatPercent } from '@/lib/format'
import { sloWindows } from './model'

export const SLO_NAME_LENGTH = 80

/** What somebody writes as an SLO: the same for the form and the API. */
export const sloInputSchema = z.strictObject({
  systemKey: z.string('Choose the system.').min(1, 'Choose the system.').max(60),
  name: z.string().trim().min(1, 'Give the SLO a name.').max(SLO_NAME_LENGTH, `A name has at most ${SLO_NAME_LENGTH} characters.`),
  description: z.string().trim().max(1000, 'A description has at most 1,000 characters.').default(''),
  /** The part of the events that is to be good. */
  objective: z
    .number('The target is a number.')
    .gt(0, 'The target lies above 0 %.')
    .lt(1, 'The target lies below 100 %: without an error budget nothing can be judged.'),
  windowDays: z.union(
    sloWindows.map((days) => z.literal(days)),
    'The window has 7, 28 or 30 days.',
  ),
  ratio: ratioSchema,
  minEvents: z.number().int('Events are counted in whole numbers.').min(0).max(1_000_000_000).default(100),
  position: z.number().int().min(0).max(10_000).default(100),
  enabled: z.boolean().default(true),
  /** Whether a burning budget is told; off, its rule is kept and judges nothing. */
  alerts: z.boolean().default(true),
  /** Told as well at so many bad events in six hours, for what has little traffic; null: not. */
  minBad: z.number().int().min(1, 'At least one bad event.').max(1_000_000).nullable().default(null),
})
export type SloInput = z.output<typeof sloInputSchema>

/** What is wrong with an SLO, field by field; none: it can be saved. One whose rule could never fire is refused with the reason. */
export function sloProblems(input: SloInput, now: Date): FieldProblem[] {
  const metrics = (['bad', 'total'] as const).flatMap((side): FieldProblem[] => {
    const { metric } = input.ratio[side]
    return findSeriesMetric(metric)
      ? []
      : [
          {
            pointer: `/ratio/${side}/metric`,
            message: `An SLO is read from the series of the platform; ${metric === '' ? 'choose a metric of them' : `${metric} is none of them`}.`,
          },
        ]
  })
  if (metrics.length > 0) return metrics
  const same = JSON.stringify(input.ratio.bad) === JSON.stringify(input.ratio.total)
  if (same) return [{ pointer: '/ratio/bad', message: 'Bad events and all events are the same: every event would be bad. Name the ones that are bad.' }]
  return ruleProblems(sloRule(input), { scope: 'platform', now }).map(({ pointer, message }) => ({ pointer: pointer.replace('/options', ''), message }))
}

/** The rule that tells of an SLO's burning budget. */
export function sloRule({
  name,
  objective,
  windowDays,
  ratio,
  minBad,
  minEvents,
  alerts,
  enabled,
}: Omit<SloInput, 'description' | 'systemKey' | 'position'>): RuleInput {
  return ruleInputSchema.parse({
    name: sloRuleName(name),
    description: `Of ${name} ${formatPercent(objective)} are promised over ${windowDays} days. System health shows what the errors come from, and since when.`,
    kind: 'burn_rate',
    options: { objective, windowDays, ratio, minEvents, ...(minBad === null ? {} : { minBad }) },
    enabled: alerts && enabled,
  })
}

/** What the rule of an SLO is called unless somebody has given it another name. */
export function sloRuleName(name: string): string {
  return `${name}: error budget burns`
}

/** An SLO's key from its name: lower-case words and hyphens. */
export function keyOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words?.join('-').slice(0, 60).replace(/-$/, '') ?? ''
}
