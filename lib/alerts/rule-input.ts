import { z } from 'zod'
import type { FieldProblem } from '@/lib/errors'
import { isTimeZone } from '@/lib/schedule'
import { cannotFire, rangeOf } from './can-fire'
import { cronProblems } from './cron-problems'
import { findMetric } from './metrics/catalogue'
import { aggregations, type CatalogueMetric } from './metrics/model'
import { alertSeverities, noDataPolicies, operators, type RuleKind, ruleKinds, ruleOptionsSchema } from './model'
import { formatMetricValue, formatMinutes } from './words'

/** A rule belongs to the platform or to an organization. */
export type RuleScope = CatalogueMetric['scopes'][number]

const RULE_NAME_LENGTH = 120

const labelsSchema = z.record(z.string().min(1).max(100), z.string().min(1, 'A filter needs a value.').max(200))
const minuteOfDay = z.number().int().min(0).max(1439)

/** What somebody writes as a rule: the same for forms, the lab and the API. */
export const ruleInputSchema = z.strictObject({
  name: z.string().trim().min(1, 'Give the rule a name.').max(RULE_NAME_LENGTH, `A name has at most ${RULE_NAME_LENGTH} characters.`),
  /** What to do when it fires. */
  description: z.string().trim().max(2000, 'A description has at most 2,000 characters.').default(''),
  runbookUrl: z
    .url({ protocol: /^https?$/, error: 'A runbook is an address that begins with https:// or http://.' })
    .max(500)
    .nullable()
    .default(null),
  kind: z.enum(ruleKinds),
  metric: z.string().max(100).nullable().default(null),
  aggregation: z.enum(aggregations).nullable().default(null),
  operator: z.enum(operators).nullable().default(null),
  threshold: z.number('The threshold is a number.').nullable().default(null),
  windowMinutes: z.number().int('A window has whole minutes.').min(1, 'A window has at least 1 minute.').max(10_080, 'A window has at most 7 days.').default(5),
  filter: labelsSchema.default({}),
  groupBy: z.array(z.string().max(100)).max(4, 'At most 4 dimensions tell alerts apart.').default([]),
  toolId: z.uuid().nullable().default(null),
  options: ruleOptionsSchema.default({}),
  forMinutes: z.number().int().min(0).max(1440, 'It can be asked to last at most 24 hours.').default(0),
  recoverMinutes: z.number().int().min(0).max(1440, 'Recovery can be asked to last at most 24 hours.').default(0),
  noData: z.enum(noDataPolicies).default('keep'),
  severity: z.enum(alertSeverities).default('warning'),
  cooldownMinutes: z.number().int().min(0).max(10_080, 'A rest has at most 7 days.').default(60),
  quietFromMinute: minuteOfDay.nullable().default(null),
  quietToMinute: minuteOfDay.nullable().default(null),
  quietZone: z.string().max(60).default('UTC'),
  enabled: z.boolean().default(true),
  template: z.string().max(100).nullable().default(null),
})
export type RuleInput = z.output<typeof ruleInputSchema>

/** A draft is judged against for whom it is, and when. */
export interface RuleGround {
  scope: RuleScope
  now: Date
}

/**
 * What is wrong with a rule, field by field; none: it can be saved. A rule that could never fire, or
 * that would always, is refused with the reason, because nobody would notice that it says nothing.
 */
export function ruleProblems(rule: RuleInput, ground: RuleGround): FieldProblem[] {
  const problems = [...commonProblems(rule), ...kindProblems(rule, ground)]
  if (problems.length > 0) return problems
  const never = cannotFire(rule, ground.now)
  return never === null ? [] : [{ pointer: neverPointers[rule.kind], message: `This rule could never fire: ${never}` }]
}

/** The field that is usually to blame for a rule that never fires. */
const neverPointers: Record<RuleKind, string> = {
  threshold: '/threshold',
  anomaly: '/metric',
  change: '/options/percent',
  absence: '/metric',
  schedule: '/options/cron',
  burn_rate: '/options/objective',
}

function kindProblems(rule: RuleInput, ground: RuleGround): FieldProblem[] {
  if (rule.kind === 'schedule') return [...scheduleProblems(rule, ground.now)]
  if (rule.kind === 'burn_rate') return [...burnProblems(rule, ground)]
  const metric = watchable(rule.metric ?? '', ground)
  if (!metric) {
    const message = rule.metric ? `There is no metric ${rule.metric} to watch here. Choose one of the catalogue.` : 'Choose what is watched.'
    return [{ pointer: '/metric', message }]
  }
  const own = { threshold: thresholdProblems, anomaly: anomalyProblems, change: changeProblems, absence: absenceProblems }[rule.kind]
  return [...metricProblems(rule, metric), ...own(rule, metric)]
}

function watchable(key: string, { scope }: RuleGround): CatalogueMetric | null {
  const metric = findMetric(key)
  return metric?.scopes.includes(scope) ? metric : null
}

function* commonProblems(rule: RuleInput): Generator<FieldProblem> {
  if ((rule.quietFromMinute === null) !== (rule.quietToMinute === null)) {
    yield { pointer: '/quietToMinute', message: 'Quiet hours have a beginning and an end. Enter both or neither.' }
  } else if (rule.quietFromMinute !== null && rule.quietFromMinute === rule.quietToMinute) {
    yield { pointer: '/quietToMinute', message: 'Quiet hours that end when they begin are the whole day or none. Choose another end.' }
  }
  if (!isTimeZone(rule.quietZone)) yield { pointer: '/quietZone', message: `${rule.quietZone} is no time zone. Use a name such as Europe/Berlin.` }
}

function* metricProblems(rule: RuleInput, metric: CatalogueMetric): Generator<FieldProblem> {
  if (rule.aggregation !== null && !metric.aggregations.includes(rule.aggregation)) {
    yield { pointer: '/aggregation', message: `${metric.label} can be taken as ${metric.aggregations.join(', ')}; not as ${rule.aggregation}.` }
  }
  // Of what is judged once a night the newest value counts, whatever the window.
  if (metric.source !== 'score' && metric.source !== 'usage' && rule.windowMinutes % metric.resolutionMinutes !== 0) {
    yield {
      pointer: '/windowMinutes',
      message: `${metric.label} has a value every ${formatMinutes(metric.resolutionMinutes)}. Choose a window that is a multiple of it.`,
    }
  }
  for (const name of Object.keys(rule.filter)) {
    if (!metric.dimensions.includes(name)) yield { pointer: `/filter/${name}`, message: `${metric.label} has no dimension ${name}. ${dimensionsOf(metric)}` }
  }
  for (const name of rule.groupBy) {
    if (!metric.dimensions.includes(name)) yield { pointer: '/groupBy', message: `${metric.label} has no dimension ${name}. ${dimensionsOf(metric)}` }
  }
  if (rule.toolId !== null && !metric.dimensions.includes('tool')) {
    yield { pointer: '/toolId', message: `${metric.label} is not counted by tool. Choose all tools.` }
  }
}

function dimensionsOf(metric: CatalogueMetric): string {
  return metric.dimensions.length === 0 ? 'It has none.' : `It has ${metric.dimensions.join(', ')}.`
}

function* thresholdProblems({ operator, threshold, aggregation }: RuleInput, metric: CatalogueMetric): Generator<FieldProblem> {
  if (operator === null) yield { pointer: '/operator', message: 'Say whether more than, less than or exactly the threshold is bad.' }
  if (threshold === null) yield { pointer: '/threshold', message: 'Enter the threshold.' }
  if (operator === null || threshold === null) return
  const { min, max } = rangeOf(metric)
  const always = (word: string, line: number) => ({
    pointer: '/threshold',
    message: `This rule would always fire: ${metric.label} is never ${word} ${formatMetricValue(line, metric.unit)}.`,
  })
  if (operator === 'gt' && min !== null && threshold < min) yield always('below', min)
  if (operator === 'lt' && max !== null && threshold > max) yield always('above', max)
  // Sums of whole things are whole; means and rates of them need not be.
  if (operator === 'eq' && metric.unit === 'count' && !['avg', 'rate'].includes(aggregation ?? '') && !Number.isInteger(threshold)) {
    yield { pointer: '/threshold', message: `This rule could never fire: ${metric.label} is counted in whole numbers.` }
  }
}

function* anomalyProblems({ options }: RuleInput): Generator<FieldProblem> {
  if (options.z === undefined) yield { pointer: '/options/z', message: 'Say how many standard deviations from usual are too many, for example 4.' }
}

function* changeProblems({ options }: RuleInput): Generator<FieldProblem> {
  if (options.percent === undefined) yield { pointer: '/options/percent', message: 'Say by how many percent it has to change.' }
}

function* absenceProblems({ options }: RuleInput, metric: CatalogueMetric): Generator<FieldProblem> {
  if (options.minutes === undefined) {
    yield { pointer: '/options/minutes', message: 'Say after how many minutes without a value it is missing.' }
  } else if (options.minutes < metric.resolutionMinutes) {
    yield {
      pointer: '/options/minutes',
      message: `This rule would always fire: ${metric.label} has a value only every ${formatMinutes(metric.resolutionMinutes)}. Wait at least that long.`,
    }
  }
}

function* scheduleProblems({ options }: RuleInput, now: Date): Generator<FieldProblem> {
  const zone = options.timeZone ?? 'UTC'
  if (!isTimeZone(zone)) yield { pointer: '/options/timeZone', message: `${zone} is no time zone. Use a name such as Europe/Berlin.` }
  else yield* cronProblems(options.cron, zone, '/options/cron', now)
}

function* burnProblems({ options }: RuleInput, ground: RuleGround): Generator<FieldProblem> {
  if (options.objective === undefined) yield { pointer: '/options/objective', message: 'Enter the objective, for example 99.9 % (0.999).' }
  if (options.windowDays === undefined) yield { pointer: '/options/windowDays', message: 'Choose the days over which the objective holds: 7, 28 or 30.' }
  if (options.ratio === undefined) {
    yield { pointer: '/options/ratio', message: 'Name the metric of bad events and the one of all events.' }
    return
  }
  for (const part of ['bad', 'total'] as const) {
    const { metric: key, filter } = options.ratio[part]
    const metric = watchable(key, ground)
    if (!metric) yield { pointer: `/options/ratio/${part}/metric`, message: `There is no metric ${key} to watch here. Choose one of the catalogue.` }
    else if (!metric.aggregations.includes('sum')) {
      yield { pointer: `/options/ratio/${part}/metric`, message: `${metric.label} cannot be summed up, so it makes no share.` }
    } else {
      const unknown = Object.keys(filter).find((name) => !metric.dimensions.includes(name))
      if (unknown) yield { pointer: `/options/ratio/${part}/filter`, message: `${metric.label} has no dimension ${unknown}. ${dimensionsOf(metric)}` }
    }
  }
}

type Judged = Pick<
  RuleInput,
  | 'kind'
  | 'metric'
  | 'aggregation'
  | 'operator'
  | 'threshold'
  | 'windowMinutes'
  | 'filter'
  | 'groupBy'
  | 'toolId'
  | 'options'
  | 'forMinutes'
  | 'recoverMinutes'
  | 'noData'
>

/** Do the two judge by something else, so that what was known of the first says nothing of the second? */
export function judgedDifferently(before: Omit<Judged, 'aggregation'> & { aggregation: string | null }, after: Judged): boolean {
  const told = (rule: typeof before) =>
    JSON.stringify([
      rule.kind,
      rule.metric,
      rule.aggregation,
      rule.operator,
      rule.threshold,
      rule.windowMinutes,
      sorted(rule.filter),
      rule.groupBy.toSorted(),
      rule.toolId,
      sorted(rule.options),
      rule.forMinutes,
      rule.recoverMinutes,
      rule.noData,
    ])
  return told(before) !== told(after)
}

// jsonb gives names back in an order of its own.
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => [name, sorted(inner)])
    .toSorted(([a], [b]) => String(a).localeCompare(String(b)))
}
