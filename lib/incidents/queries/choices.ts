import { and, asc, desc, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts } from '@/db/schema/alerts'
import { incidentAlerts } from '@/db/schema/incidents'
import { systems } from '@/db/schema/systems'
import { tools } from '@/db/schema/tools'

// What there is to choose from where somebody says what an incident hits and covers.

/** Tools of a marketplace that a list can still be searched by eye and name. */
const MOST_TOOLS = 2_000
const MOST_ALERTS = 200

/** Systems in the order of the status page. */
export function listSystemChoices(tx: Tx): Promise<{ key: string; name: string }[]> {
  return tx.select({ key: systems.key, name: systems.name }).from(systems).where(isNull(systems.archivedAt)).orderBy(asc(systems.position), asc(systems.key))
}

/** Tools by name; the first 2,000. */
function listToolChoices(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.select({ id: tools.id, name: tools.name }).from(tools).orderBy(asc(tools.name), asc(tools.id)).limit(MOST_TOOLS)
}

/** Providers that tools depend on or systems are, by name. */
async function listProviderChoices(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ provider: string }>(sql`
    select distinct unnest(depends_on) as provider from tools
    union select provider from systems where provider is not null and archived_at is null
    order by 1`)
  return rows.map(({ provider }) => provider)
}

/** What an incident may be said to explain. */
export async function listChoices(tx: Tx): Promise<{ tools: { id: string; name: string }[]; providers: string[] }> {
  return { tools: await listToolChoices(tx), providers: await listProviderChoices(tx) }
}

/** Open alerts that belong to no incident, the newest first. */
export function listAttachableAlerts(tx: Tx): Promise<{ id: string; title: string }[]> {
  return tx
    .select({ id: alerts.id, title: alerts.title })
    .from(alerts)
    .where(
      and(
        inArray(alerts.state, ['firing', 'acknowledged']),
        // The breach that the product makes to time itself concerns nobody.
        sql`not ${alerts.labels} ? 'synthetic'`,
        sql`not exists (select from ${incidentAlerts} a where a.alert_id = ${alerts.id})`,
      ),
    )
    .orderBy(desc(alerts.firedAt))
    .limit(MOST_ALERTS)
}
