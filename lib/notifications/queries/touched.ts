import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { coversEverything, windowCoversTool } from '@/lib/ingest/covers-tool'
import { addDays, startOfDay } from '@/lib/time'

// The tone guard: whom an incident touches at a moment, or a story that several developers have in
// common, whose cause is the platform or a provider. Set-up reminders, milestones, mails about
// gates or quiet tools are out of place there; their tellers leave such organizations out, so that
// what they write afterwards is fresh, and the sender holds what was written before.

/** Incidents that hold mails back; lighter ones pass unnoticed by most. */
const GRAVEST_SEVERITIES = 2
/** Who called a tool within this many days uses it. */
const USED_DAYS = 28

/**
 * The organizations that an open incident touches, as a subquery with one column `organization_id`:
 * everybody while the platform fails everywhere; else publishers of the tools that fail, of those on the
 * routes or on the provider that fails, and consumers who called such a tool in the last 28 days. Also the
 * publishers whose tools are part of a story of the platform.
 */
export function touchedOrganizations(now: Date): SQL {
  const usedSince = startOfDay(addDays(now, -USED_DAYS))
  const open = sql`w.severity <= ${GRAVEST_SEVERITIES} and w.from_at <= ${now} and (w.to_at is null or w.to_at > ${now})`
  const hit = sql`
    select t.id, t.organization_id from tools t
    where t.archived_at is null and exists (
      select from fault_windows w
      where ${open} and not ${coversEverything(sql`w`)} and ${windowCoversTool(sql`w`, sql`t`)}
    )`
  return sql`
    select o.id as organization_id from organizations o
    where exists (select from fault_windows w where ${open} and ${coversEverything(sql`w`)})
    union
    select s.organization_id from anomaly_stories p join anomaly_stories s on s.platform_story_id = p.id
    where p.state = 'ongoing' and p.started_at <= ${now} and p.facts -> 'cause' ->> 'kind' in ('provider', 'platform') and s.state = 'ongoing'
    union
    select hit.organization_id from (${hit}) hit
    union
    select u.consumer_organization_id from (${hit}) hit
    join consumer_usage_daily u on u.tool_id = hit.id and u.day_at >= ${usedSince} and u.day_at <= ${now}
    union
    select c.organization_id from (${hit}) hit
    join tool_consumers_daily d on d.tool_id = hit.id and d.day_at >= ${usedSince} and d.day_at <= ${now}
    join consumers c on c.id = d.consumer_id`
}

/** The organizations that an open incident touches at `now`. Needs the platform's rights. */
export async function listTouchedOrganizations(tx: Tx, now: Date): Promise<Set<string>> {
  const rows = await tx.execute<{ organization_id: string }>(touchedOrganizations(now))
  return new Set(rows.map((row) => row.organization_id))
}

/** Does an open incident touch this organization at `now`? Needs the platform's rights. */
export async function isTouched(tx: Tx, organizationId: string, now: Date): Promise<boolean> {
  const [row] = await tx.execute<{ touched: boolean }>(
    sql`select exists (select from (${touchedOrganizations(now)}) touched where touched.organization_id = ${organizationId}) as touched`,
  )
  return row?.touched === true
}
