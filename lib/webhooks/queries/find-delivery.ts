import { and, asc, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { webhookEndpoints } from '@/db/schema/accounts'
import { webhookDeliveries } from '@/db/schema/tools'
import { webhookAttempts, webhookMessages, webhookSends } from '@/db/schema/webhooks'

/** A delivery of ours with what was sent and every answer; null when the organization has none of this id. */
export async function findSend(tx: Tx, { organizationId, id }: { organizationId: string; id: string }) {
  const [send] = await tx
    .select({
      id: webhookSends.id,
      state: webhookSends.state,
      attempts: webhookSends.attempts,
      nextAttemptAt: webhookSends.nextAttemptAt,
      lastError: webhookSends.lastError,
      deliveredAt: webhookSends.deliveredAt,
      createdAt: webhookSends.createdAt,
      messageId: webhookMessages.id,
      type: webhookMessages.type,
      body: webhookMessages.body,
      endpointId: webhookEndpoints.id,
      url: webhookEndpoints.url,
    })
    .from(webhookSends)
    .innerJoin(webhookMessages, eq(webhookMessages.id, webhookSends.messageId))
    .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookSends.endpointId))
    .where(and(eq(webhookSends.id, id), eq(webhookSends.organizationId, organizationId)))
  if (!send) return null
  const attempts = await tx
    .select()
    .from(webhookAttempts)
    .where(and(eq(webhookAttempts.sendId, id), eq(webhookAttempts.organizationId, organizationId)))
    .orderBy(asc(webhookAttempts.at))
  return { ...send, history: attempts }
}

export type SendDetail = NonNullable<Awaited<ReturnType<typeof findSend>>>

/** A delivery that the platform reports; null when the organization has none of this id. */
export async function findReported(tx: Tx, { organizationId, id }: { organizationId: string; id: string }) {
  const [row] = await tx
    .select({
      id: webhookDeliveries.id,
      externalId: webhookDeliveries.externalId,
      type: webhookDeliveries.eventType,
      delivered: webhookDeliveries.delivered,
      status: webhookDeliveries.statusCode,
      attempt: webhookDeliveries.attempt,
      at: webhookDeliveries.at,
      url: webhookEndpoints.url,
    })
    .from(webhookDeliveries)
    .leftJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookDeliveries.endpointId))
    .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.organizationId, organizationId)))
  return row ?? null
}

export type ReportedDelivery = NonNullable<Awaited<ReturnType<typeof findReported>>>
