import { z } from 'zod'
import { dimensionKeys } from '@/lib/dimensions'
import { isTimeZone } from '@/lib/schedule'
import { invocationRowSchema, MAX_COST_USD, storableText, text } from '../model'

// What the platform may report, one event type a noun: com.pulsegrid.<noun>.v1. An event tells the
// state of its thing at the event's time: a field that is left out keeps what is stored, null
// clears it. Ids are the platform's own. `subject` may stand for data.id.

const moment = z.iso.datetime({ offset: true })
const usd = z
  .number()
  .min(-MAX_COST_USD * 1000)
  .max(MAX_COST_USD * 1000)
const word = text(60)
const prose = (max: number) => z.string().max(max).refine(storableText, 'must not hold NUL or broken Unicode')
const json = z.record(z.string(), z.json())
const httpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine(storableText)
const timeZone = z.string().refine(isTimeZone, 'is not an IANA time zone')

const identified = { id: text(200) }
/** Facts that happen and do not change; without an id of their own the event's identity is theirs. */
const happening = { id: text(200).optional(), at: moment.optional() }
const ofOrganization = { organization: text(200) }

export const eventData = {
  organization: z.object({
    ...identified,
    name: text(200),
    plan: z.enum(['free', 'starter', 'pro', 'enterprise']).optional(),
    timeZone: timeZone.optional(),
    renewalAt: moment.nullish(),
    auditRetentionDays: z.int().min(1).max(36_500).nullish(),
  }),
  /** Publishes tools. `organization` left out: the developer's id is its organization's id as well. */
  developer: z.object({
    ...identified,
    organization: text(200).optional(),
    name: text(200).optional(),
    stripeConnectActive: z.boolean().optional(),
    twoFactorEnabled: z.boolean().optional(),
    budgetControlsEnabled: z.boolean().optional(),
  }),
  /** Calls tools. `organization` left out: it has one of its own. */
  consumer: z.object({
    ...identified,
    organization: text(200).optional(),
    name: text(200).optional(),
    balance: usd.nullish(),
    budget: usd.nullish(),
    autoRefill: z.boolean().optional(),
    paymentMethodExpiresAt: moment.nullish(),
  }),
  tool: z.object({
    ...identified,
    developer: text(200),
    name: text(200),
    slug: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
      .max(100)
      .optional(),
    description: prose(5000).optional(),
    category: word.optional(),
    healthEndpoint: httpUrl.nullish(),
    pricing: json.nullish(),
    dependsOn: z.array(text(100)).max(50).optional(),
    route: text(200).nullish(),
    publishedAt: moment.optional(),
    archivedAt: moment.nullish(),
  }),
  tool_version: z.object({ tool: text(200), version: text(100), changelog: prose(20_000).optional(), releasedAt: moment.optional() }),
  /** A deploy, or another moment worth a mark on a chart. */
  marker: z.object({ ...happening, tool: text(200).optional(), organization: text(200).optional(), kind: word, label: text(200) }),
  api_key: z.object({
    ...identified,
    ...ofOrganization,
    name: text(200),
    prefix: text(40),
    ipAllowlist: z.array(text(60)).max(200).optional(),
    issuedAt: moment.optional(),
    lastUsedAt: moment.nullish(),
    expiresAt: moment.nullish(),
    revokedAt: moment.nullish(),
  }),
  webhook_endpoint: z.object({ ...identified, ...ofOrganization, url: httpUrl, active: z.boolean().optional() }),
  webhook_delivery: z
    .object({
      ...happening,
      id: text(200),
      endpoint: text(200).optional(),
      organization: text(200).optional(),
      eventType: prose(200).optional(),
      delivered: z.boolean(),
      statusCode: z.int().min(100).max(599).nullish(),
      attempt: z.int().min(1).max(1000).optional(),
    })
    .refine((data) => data.endpoint !== undefined || data.organization !== undefined, 'needs endpoint or organization'),
  review: z.object({
    ...identified,
    tool: text(200),
    consumer: text(200).optional(),
    rating: z.int().min(1).max(5),
    body: prose(10_000).optional(),
    postedAt: moment.optional(),
  }),
  review_response: z.object({ review: text(200), response: text(10_000), respondedAt: moment.optional() }),
  refund: z.object({ ...happening, id: text(200), tool: text(200), consumer: text(200).optional(), kind: z.enum(['refund', 'dispute']), amount: usd }),
  payout: z.object({ ...identified, ...ofOrganization, amount: usd, status: word, at: moment.optional() }),
  build: z.object({
    ...identified,
    ...ofOrganization,
    project: text(200),
    number: z.int().min(0).max(2_000_000_000),
    status: word,
    error: prose(5000).nullish(),
    /** Of a build that has ended; measured, not stored. */
    durationSeconds: z.number().min(0).max(1e7).optional(),
    at: moment.optional(),
  }),
  subscription: z.object({ ...identified, ...ofOrganization, plan: word, status: word, mrr: usd, at: moment.optional(), endsAt: moment.nullish() }),
  payment: z.object({ ...identified, ...ofOrganization, amount: usd, status: word, failureReason: prose(500).nullish(), at: moment.optional() }),
  invoice: z.object({ ...identified, ...ofOrganization, amount: usd, status: word, dueAt: moment.nullish(), at: moment.optional() }),
  support_ticket: z.object({
    ...identified,
    ...ofOrganization,
    subject: text(500),
    status: word,
    priority: word.nullish(),
    csat: z.int().min(1).max(5).nullish(),
    at: moment.optional(),
    closedAt: moment.nullish(),
  }),
  user_activity: z.object({ ...happening, ...ofOrganization, user: text(200), action: word, detail: json.nullish() }),
  log_line: z.object({
    ...happening,
    organization: text(200).optional(),
    level: z.enum(['debug', 'info', 'warn', 'error', 'fatal']),
    message: text(20_000),
    service: text(100).nullish(),
    requestId: text(200).nullish(),
    fields: json.nullish(),
  }),
  metric: z.object({
    ...happening,
    organization: text(200).optional(),
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, 'must be a lower-case name with underscores')
      .max(100),
    value: z.number().min(-1e30).max(1e30),
    dimensions: z.partialRecord(z.enum(dimensionKeys), text(200)).optional(),
  }),
  /** A call; id and occurredAt may be left to the event. Goes down the path of /api/ingest/invocations. */
  invocation: invocationRowSchema.partial({ id: true, occurredAt: true }),
}

export type Noun = keyof typeof eventData

/** Every noun, things before what refers to them: a batch is applied in this order. */
export const nouns = Object.keys(eventData) as Noun[]

/** What a tenant's key may report, about its own organization only: nothing that others judge it by. */
const tenantNouns: ReadonlySet<Noun> = new Set<Noun>(['tool_version', 'marker', 'build', 'user_activity', 'log_line', 'metric', 'invocation'])

/** May this kind of sender report this kind of fact? */
export function mayReport(noun: Noun, organizationId: string | null): boolean {
  return organizationId === null || tenantNouns.has(noun)
}

const TYPE = /^com\.pulsegrid\.([a-z_]+)\.v1$/

/** The noun of an event type; null for a type that is not ours. */
export function nounOf(type: string): Noun | null {
  const noun = TYPE.exec(type)?.[1]
  return noun !== undefined && Object.hasOwn(eventData, noun) ? (noun as Noun) : null
}
