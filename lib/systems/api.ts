import { z } from 'zod'
import { ratioSchema } from '@/lib/alerts/model'
import type { Health, SloRow } from './health'
import { platformStates, sloStates, systemStates } from './model'
import { sloInputSchema } from './slo-input'

// What the API takes and tells of SLOs and the system's health. Shares are 0..1, moments ISO 8601 UTC.

const moment = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime())
const share = z.number().nullable()

export const sloSchema = z.object({
  id: z.string(),
  key: z.string(),
  version: z.number(),
  systemKey: z.string(),
  name: z.string(),
  description: z.string(),
  objective: z.number(),
  windowDays: z.number(),
  ratio: ratioSchema,
  minEvents: z.number(),
  position: z.number(),
  enabled: z.boolean(),
  /** Null: nobody is told. */
  ruleId: z.string().nullable(),
  alerts: z.boolean(),
  state: z.enum(sloStates),
  value: share,
  bad: z.number(),
  total: z.number(),
  budget: z.object({ allowed: z.number(), used: z.number(), left: z.number(), leftRatio: share }),
  /** Times faster than the budget allows, by window. */
  burns: z.array(z.object({ minutes: z.number(), bad: z.number(), total: z.number(), rate: z.number().nullable(), tellsFrom: z.number(), tells: z.boolean() })),
  /** When the budget is gone if it burns on like this; null: not within the window, or it is gone already. */
  goneAt: moment.nullable(),
})
export const sloListSchema = z.object({ slos: z.array(sloSchema), total: z.number() })
export const slosQuerySchema = z.strictObject({ state: z.enum(sloStates).optional(), system: z.string().max(60).optional() })
export const sloParamsSchema = z.object({ sloId: z.uuid() })
export const sloIdSchema = z.object({ id: z.string(), version: z.number() })
export const sloVersionSchema = z.strictObject({ version: z.coerce.number('Name the version that you have seen: ?version=<number>.').int().min(1) })
export const sloDeletedSchema = z.object({ id: z.string() })

/** A change of an SLO: the version that it is based on, and what is to be other; what is left out stays as it is. */
export const sloChangeSchema = z.strictObject({
  version: z.number().int().min(1),
  change: z.strictObject(Object.fromEntries(Object.keys(sloInputSchema.shape).map((name) => [name, z.unknown().optional()]))),
})

/** The SLO as it would be after a change. @throws ZodError */
export function changedSlo(slo: SloRow, minBad: number | null, change: z.output<typeof sloChangeSchema>['change']): z.output<typeof sloInputSchema> {
  const { systemKey, name, description, objective, windowDays, ratio, minEvents, position, enabled } = slo
  const before = { systemKey, name, description, objective, windowDays, ratio, minEvents, position, enabled, alerts: slo.ruleEnabled === true, minBad }
  return sloInputSchema.parse({ ...before, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) })
}

/** An SLO as the API tells it. */
export function tellSlo({ standing, ruleEnabled, systemName: _, ...slo }: SloRow): z.input<typeof sloSchema> {
  const { burning: __, ...stands } = standing
  return { ...slo, ruleId: ruleEnabled === null ? null : slo.ruleId, alerts: ruleEnabled === true, ...stands }
}

export const healthSchema = z.object({
  state: z.enum(platformStates),
  sentence: z.string(),
  slos: z.array(sloSchema),
  /** Why: where bad events come from, and since when. */
  findings: z.array(
    z.object({
      kind: z.enum(['errors', 'slow', 'silent', 'spent']),
      route: z.string().nullable(),
      subject: z.string().nullable(),
      costs: z.array(z.string()),
      sentence: z.string(),
      share,
      beganAt: moment.nullable(),
      endedAt: moment.nullable(),
    }),
  ),
  systems: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      state: z.enum(systemStates),
      because: z.string(),
      lastSignAt: moment.nullable(),
      figures: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
  ),
  newest: z.object({ requests: z.number(), errors: z.number(), p95Ms: z.number().nullable() }),
  /** 24 whole hours from `from` on. */
  trends: z.object({ from: moment, requests: z.array(share), errorRatio: z.array(share), p95Ms: z.array(share) }),
  alertsOfDay: z.number(),
  simulated: z.boolean(),
})

/** The system's health as the API tells it: plain spaces instead of no-break ones. */
export function tellHealth(health: Health): z.input<typeof healthSchema> {
  const plain = (text: string) => text.replaceAll('\u00a0', ' ')
  const { state, newest, trends, simulated, alertCount } = health
  return {
    state,
    sentence: plain(health.sentence),
    slos: health.slos.map(tellSlo),
    findings: health.findings.map(({ sample: _, sentence, ...finding }) => ({ ...finding, sentence: plain(sentence) })),
    systems: health.systems.map(({ key, name, state: stands, because, lastSignAt, figures }) => ({
      key,
      name,
      state: stands,
      because: plain(because),
      lastSignAt,
      figures: figures.map(({ label, value }) => ({ label, value: plain(value) })),
    })),
    newest,
    trends,
    alertsOfDay: alertCount,
    simulated,
  }
}
