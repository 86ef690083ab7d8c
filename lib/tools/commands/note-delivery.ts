import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { webhookDeliveries } from '@/db/schema/tools'

export interface DeliveryOutcome {
  organizationId: string
  endpointId: string
  /** What the delivery is known by; a later outcome of the same delivery replaces the earlier one. */
  externalId: string
  eventType: string
  delivered: boolean
  statusCode: number | null
  attempt: number
  at: Date
}

/**
 * Keeps how a webhook delivery ended, beside those that the platform reports: one fact a delivery,
 * whatever number of attempts it took, because the scorecard asks which deliveries were accepted in
 * the end. Its moment is that of the first end.
 */
export async function noteDelivery(tx: Tx, outcome: DeliveryOutcome): Promise<void> {
  const { at, ...fact } = outcome
  await tx
    .insert(webhookDeliveries)
    .values({ ...fact, at, reportedAt: at })
    .onConflictDoUpdate({
      target: webhookDeliveries.externalId,
      set: { delivered: fact.delivered, statusCode: fact.statusCode, attempt: fact.attempt, reportedAt: at },
      setWhere: sql`not ${webhookDeliveries.delivered}`,
    })
}
