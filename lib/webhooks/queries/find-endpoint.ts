import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { organizations, webhookEndpoints } from '@/db/schema/accounts'
import { webhookEndpointHealth } from '@/db/schema/webhooks'

/** One endpoint of an organization with how it stands; null when the organization has none of this id. */
export async function findEndpoint(tx: Tx, { organizationId, id }: { organizationId: string; id: string }) {
  const [row] = await tx
    .select({
      id: webhookEndpoints.id,
      url: webhookEndpoints.url,
      active: webhookEndpoints.active,
      externalId: webhookEndpoints.externalId,
      simulated: organizations.simulated,
      sendsFrom: webhookEndpointHealth.sendsFrom,
      disabledAt: webhookEndpointHealth.disabledAt,
    })
    .from(webhookEndpoints)
    .innerJoin(organizations, eq(organizations.id, webhookEndpoints.organizationId))
    .leftJoin(webhookEndpointHealth, eq(webhookEndpointHealth.endpointId, webhookEndpoints.id))
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.organizationId, organizationId)))
  return row ?? null
}
