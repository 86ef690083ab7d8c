import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { consumers } from '@/db/schema/accounts'
import { AppError } from '@/lib/errors'
import { addDays, DAY } from '@/lib/time'
import { addMonths, startOfMonth } from '@/lib/usage/spend'
import { type ConsumerHealthReport, WINDOW_DAYS } from '../model'
import { readScore } from '../receipts/queries'
import type { Promises } from '../receipts/receipt'
import { assembleScore } from '../report'
import type { ConsumerInputs } from './inputs'
import { consumerLedger } from './ledger'

export interface ConsumerFacts {
  subjectId: string
  organizationId: string
  inputs: ConsumerInputs
  /** Promises of the newest receipt before asOf; empty without one. */
  promises: Promises
}

type FactsRow = {
  id: string
  organization_id: string
  described: boolean
  balance_micros: number | null
  budget_micros: number | null
  auto_refill: boolean
  payment_ms: number | null
  spend_micros: number | null
  first_ms: number | null
  invocations: number | null
  rated: number | null
  errors: number | null
  errors_consumer: number | null
  month_0: number | null
  month_1: number | null
  month_2: number | null
  promises: Promises | null
}

/**
 * The scorecard inputs of all consumers (in a tenant's transaction: of its own), by consumer id.
 * Calls are those of the 28 whole UTC days before asOf, months end there, too; balance, budget and
 * settings are as they stand.
 */
export async function readConsumerFacts(tx: Tx, { asOf }: { asOf: Date }): Promise<ConsumerFacts[]> {
  await tx.execute(sql`select set_config('work_mem', '64MB', true)`)
  const from = addDays(asOf, -WINDOW_DAYS)
  const month = startOfMonth(addDays(asOf, -1))
  const [before, first] = [addMonths(month, -1), addMonths(month, -2)]
  const rows = await tx.execute<FactsRow>(sql`
    with usage as (
      select consumer_id,
        sum(spend_micros::float8) filter (where day_at >= ${from}) as spend_micros,
        min(extract(epoch from day_at) * 1000) filter (where day_at >= ${from} and invocations > 0) as first_ms,
        sum(invocations) filter (where day_at >= ${from}) as invocations,
        sum(rated) filter (where day_at >= ${from}) as rated,
        sum(errors) filter (where day_at >= ${from}) as errors,
        sum(errors_consumer) filter (where day_at >= ${from}) as errors_consumer,
        sum(spend_micros::float8) filter (where day_at >= ${month}) as month_0,
        sum(spend_micros::float8) filter (where day_at >= ${before} and day_at < ${month}) as month_1,
        sum(spend_micros::float8) filter (where day_at >= ${first} and day_at < ${before}) as month_2
      from consumer_usage_daily
      where day_at >= least(${from}::timestamptz, ${first}::timestamptz) and day_at < ${asOf}
      group by consumer_id
    )
    select c.id, c.organization_id, not c.placeholder as described, c.balance_micros::float8 as balance_micros,
      coalesce(c.own_budget_micros, c.budget_micros)::float8 as budget_micros, c.auto_refill,
      (extract(epoch from c.payment_method_expires_at) * 1000)::float8 as payment_ms,
      u.spend_micros, u.first_ms::float8 as first_ms, u.invocations::float8 as invocations, u.rated::float8 as rated, u.errors::float8 as errors,
      u.errors_consumer::float8 as errors_consumer, u.month_0, u.month_1, u.month_2, previous.promises
    from consumers c
    left join usage u on u.consumer_id = c.id
    left join lateral (
      select s.breakdown -> 'promises' as promises
      from consumer_health_scores s
      where s.consumer_id = c.id and s.as_of < ${asOf}
      order by s.as_of desc
      limit 1
    ) previous on true
    order by c.id`)
  return rows.map((row) => ({
    subjectId: row.id,
    organizationId: row.organization_id,
    inputs: {
      described: row.described,
      balanceMicros: row.balance_micros,
      autoRefill: row.auto_refill,
      paymentDays: row.payment_ms === null ? null : Math.floor(((row.payment_ms - asOf.getTime()) / DAY) * 100) / 100,
      budgetMicros: row.budget_micros,
      monthsMicros: [row.month_0 ?? 0, row.month_1 ?? 0, row.month_2 ?? 0],
      spendMicros: row.spend_micros ?? 0,
      spendDays: row.first_ms === null ? 0 : Math.round((asOf.getTime() - row.first_ms) / DAY),
      invocations: row.invocations ?? 0,
      rated: row.rated ?? 0,
      errors: row.errors ?? 0,
      errorsConsumer: row.errors_consumer ?? 0,
    },
    promises: row.promises ?? {},
  }))
}

/**
 * All about a consumer's health: newest receipt explained, changes, history, action items with
 * dismissals applied, points won. Null when the organization is no consumer.
 */
export async function findConsumerReport(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<ConsumerHealthReport | null> {
  const consumer = await findConsumerSubject(tx, organizationId)
  if (!consumer) return null
  const stored = await readScore(tx, consumerLedger, { ...consumer, now })
  const { report } = assembleScore(consumerLedger.card, { organizationId, now, ...stored, partNames: new Map() })
  return { ...report, consumerId: consumer.subjectId }
}

/**
 * The same for callers that need one.
 * @throws AppError not_found when the organization calls nothing
 */
export async function getConsumerReport(tx: Tx, at: { organizationId: string; now: Date }): Promise<ConsumerHealthReport> {
  return (await findConsumerReport(tx, at)) ?? noConsumer()
}

/**
 * The consumer of an organization, as the subject of its score.
 * @throws AppError not_found when the organization calls nothing
 */
export async function requireConsumer(tx: Tx, organizationId: string): Promise<{ subjectId: string; organizationId: string }> {
  return (await findConsumerSubject(tx, organizationId)) ?? noConsumer()
}

async function findConsumerSubject(tx: Tx, organizationId: string): Promise<{ subjectId: string; organizationId: string } | null> {
  const [row] = await tx.select({ subjectId: consumers.id }).from(consumers).where(eq(consumers.organizationId, organizationId))
  return row ? { ...row, organizationId } : null
}

function noConsumer(): never {
  throw new AppError('not_found', 'This organization calls no tools, so it has no consumer health score.')
}
