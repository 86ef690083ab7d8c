import { z } from 'zod'
import { AppError } from '@/lib/errors'
import { DAY } from '@/lib/time'
import { filterText, readFilter } from './filter-text'
import { findMetric } from './metrics/catalogue'
import { ruleKinds } from './model'
import { type RuleInput, ruleInputSchema } from './rule-input'
import type { RuleRow } from './view'

/** The fields of the editor as they are sent: text, empty where nothing was entered. */
export const ruleFields = [
  'name',
  'description',
  'runbookUrl',
  'kind',
  'metric',
  'aggregation',
  'operator',
  'threshold',
  'windowMinutes',
  'filterName',
  'filterValue',
  'groupBy',
  'toolId',
  'z',
  'direction',
  'percent',
  'against',
  'minutes',
  'cron',
  'timeZone',
  'objective',
  'windowDays',
  'badMetric',
  'badFilter',
  'totalMetric',
  'totalFilter',
  'minBad',
  'minEvents',
  'forMinutes',
  'recoverMinutes',
  'noData',
  'severity',
  'cooldownMinutes',
  'quietFrom',
  'quietTo',
  'quietZone',
  'enabled',
  'template',
] as const
export type RuleFields = Record<(typeof ruleFields)[number], string>

/** A form's or an address's entries as the editor's fields; what is not the editor's is left out. */
export function pickRuleFields(entries: Record<string, unknown>): RuleFields {
  return Object.fromEntries(ruleFields.map((name) => [name, typeof entries[name] === 'string' ? entries[name] : ''])) as RuleFields
}

/**
 * What the editor's fields say as a rule. Fields of another kind than the chosen one are left out, so that
 * what was entered before the kind was changed does no harm.
 * @throws ZodError for what is missing or no number; AppError invalid for a time of day that is none
 */
export function readRuleFields(fields: RuleFields): RuleInput {
  const kind = z.enum(ruleKinds).catch('threshold').parse(fields.kind)
  const metric = kind === 'schedule' || kind === 'burn_rate' ? null : fields.metric || null
  const known = metric === null ? null : findMetric(metric)
  const fits = known?.aggregations.find((one) => one === fields.aggregation)
  return ruleInputSchema.parse({
    name: fields.name,
    description: fields.description,
    runbookUrl: fields.runbookUrl.trim() || null,
    kind,
    metric,
    // The choice lists those of every metric; one that does not fit is taken as the metric's usual one.
    aggregation: kind === 'absence' || known === null ? null : (fits ?? known.aggregations[0] ?? null),
    operator: kind === 'threshold' ? fields.operator || 'gt' : null,
    threshold: kind === 'threshold' ? number(fields.threshold) : null,
    windowMinutes: number(fields.windowMinutes) ?? undefined,
    filter: fields.filterName && fields.filterValue && metric !== null ? { [fields.filterName]: fields.filterValue } : {},
    groupBy: fields.groupBy && metric !== null ? fields.groupBy.split(',').map((name) => name.trim()) : [],
    toolId: metric !== null ? fields.toolId || null : null,
    options: optionsOf(kind, fields),
    forMinutes: number(fields.forMinutes) ?? undefined,
    recoverMinutes: number(fields.recoverMinutes) ?? undefined,
    noData: fields.noData || undefined,
    severity: fields.severity || undefined,
    cooldownMinutes: number(fields.cooldownMinutes) ?? undefined,
    quietFromMinute: minuteOf(fields.quietFrom, 'quietFrom'),
    quietToMinute: minuteOf(fields.quietTo, 'quietTo'),
    quietZone: fields.quietZone || undefined,
    enabled: fields.enabled !== 'off',
    template: fields.template || null,
  })
}

/** A rule as the editor shows it. */
export function ruleFieldsOf(rule: RuleInput | RuleRow): RuleFields {
  const { options } = rule
  const [filter] = Object.entries(rule.filter)
  const text = (value: number | string | null | undefined) => (value === null || value === undefined ? '' : String(value))
  return {
    name: rule.name,
    description: rule.description,
    runbookUrl: text(rule.runbookUrl),
    kind: rule.kind,
    metric: text(rule.metric),
    aggregation: text(rule.aggregation),
    operator: text(rule.operator),
    threshold: text(rule.threshold),
    windowMinutes: text(rule.windowMinutes),
    filterName: filter?.[0] ?? '',
    filterValue: filter?.[1] ?? '',
    groupBy: rule.groupBy.join(','),
    toolId: text(rule.toolId),
    z: text(options.z),
    direction: text(options.direction),
    percent: text(options.percent),
    against: text(options.against),
    minutes: text(options.minutes),
    cron: text(options.cron),
    timeZone: text(options.timeZone),
    objective: options.objective === undefined ? '' : String(Number((options.objective * 100).toPrecision(8))),
    windowDays: text(options.windowDays),
    badMetric: text(options.ratio?.bad.metric),
    badFilter: filterText(options.ratio?.bad.filter ?? {}),
    totalMetric: text(options.ratio?.total.metric),
    totalFilter: filterText(options.ratio?.total.filter ?? {}),
    minBad: text(options.minBad),
    minEvents: text(options.minEvents),
    forMinutes: text(rule.forMinutes),
    recoverMinutes: text(rule.recoverMinutes),
    noData: rule.noData,
    severity: rule.severity,
    cooldownMinutes: text(rule.cooldownMinutes),
    quietFrom: clockOf(rule.quietFromMinute),
    quietTo: clockOf(rule.quietToMinute),
    quietZone: rule.quietZone,
    enabled: rule.enabled ? 'on' : 'off',
    template: text(rule.template),
  }
}

function optionsOf(kind: RuleInput['kind'], fields: RuleFields): Record<string, unknown> {
  const direction = fields.direction || undefined
  switch (kind) {
    case 'threshold':
      return {}
    case 'anomaly':
      return { z: number(fields.z) ?? undefined, direction }
    case 'change':
      return { percent: number(fields.percent) ?? undefined, direction, against: fields.against || undefined }
    case 'absence':
      return { minutes: number(fields.minutes) ?? undefined }
    case 'schedule':
      return { cron: fields.cron.trim() || undefined, timeZone: fields.timeZone || undefined }
    case 'burn_rate': {
      const percent = number(fields.objective)
      return {
        // 99.9 / 100 is 0.9990000000000001 in floating point.
        objective: percent === null ? undefined : Number((percent / 100).toPrecision(12)),
        windowDays: number(fields.windowDays) ?? undefined,
        ratio:
          fields.badMetric && fields.totalMetric
            ? {
                bad: { metric: fields.badMetric, filter: readFilter(fields.badFilter, 'badFilter') },
                total: { metric: fields.totalMetric, filter: readFilter(fields.totalFilter, 'totalFilter') },
              }
            : undefined,
        minBad: number(fields.minBad) ?? undefined,
        minEvents: number(fields.minEvents) ?? undefined,
      }
    }
  }
}

/** Null where nothing was entered; NaN, which no schema takes, where it is no number. */
function number(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

const MINUTES_A_DAY = DAY / 60_000

function minuteOf(clock: string, field: string): number | null {
  if (clock === '') return null
  const [hours, minutes] = clock.split(':').map(Number)
  const at = (hours ?? Number.NaN) * 60 + (minutes ?? Number.NaN)
  if (Number.isInteger(at) && at >= 0 && at < MINUTES_A_DAY) return at
  const message = `"${clock}" is no time of day. Enter hours and minutes, as 22:00.`
  throw new AppError('invalid', message, { problems: [{ pointer: `/${field}`, message }] })
}

function clockOf(minute: number | null): string {
  return minute === null ? '' : `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}
