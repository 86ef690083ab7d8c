import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'

/** Tools that a story of the last hours traced to a provider, with the organization that they belong to. */
export async function listSeenDependencies(tx: Tx, since: Date): Promise<{ organizationId: string; toolId: string; provider: string }[]> {
  const rows = await tx.execute<{ organizationId: string; toolId: string; provider: string }>(sql`
    select distinct e.organization_id as "organizationId", e.tool_id as "toolId", s.facts -> 'cause' ->> 'value' as provider
    from anomaly_stories s join anomaly_events e on e.story_id = s.id
    where s.updated_at >= ${since} and s.facts -> 'cause' ->> 'kind' = 'provider' and s.state in ('ongoing', 'resolved', 'expired') and e.state <> 'withdrawn'`)
  return [...rows]
}
