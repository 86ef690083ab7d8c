import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { addDays } from '@/lib/time'

/** The templates, and the types under which the notification log knows them. */
export const USAGE_WARNING = 'usage-warning'
export const CONSUMER_ALERT = 'consumer-alert'
export const MONTHLY_SUMMARY = 'monthly-summary'

/** The key of the notice that a warning no longer holds. */
export function overKey(warningId: string): string {
  return `${warningId}:over`
}

/** A person may belong to two callers: each has its own summary of a month (YYYY-MM). */
export function summaryKey(organizationId: string, month: string): string {
  return `${organizationId}:${month}`
}

export interface ToldOrganization {
  organizationId: string
  name: string
  simulated: boolean
}

export type UntoldWarning = ToldOrganization & { warningId: string; level: number; over: boolean }
export type UntoldAlert = ToldOrganization & { alertId: string }

/** What could not be told within a day is no news. */
const NEWS_DAYS = 1

const toldTo = (type: string, key: ReturnType<typeof sql>) => sql`
  exists (select from notification_log n where n.recipient_kind = 'organization' and n.recipient_id = o.id and n.type = ${type} and n.key = ${key})`

/**
 * Levels of the budget that nobody was told of, and told ones that no longer hold. Of a month's levels
 * the highest says it all: a lower one is not told once a higher one is noted, and of several that
 * ended at once the highest that was told is. Needs the platform's rights.
 */
export async function listUntoldWarnings(tx: Tx, now: Date): Promise<UntoldWarning[]> {
  const since = addDays(now, -NEWS_DAYS)
  const rows = await tx.execute<{ organization_id: string; name: string; simulated: boolean; id: string; level: number; over: boolean }>(sql`
    select o.id as organization_id, o.name, o.simulated, w.id, w.level, w.resolved_at is not null as over
    from usage_warnings w join organizations o on o.id = w.organization_id
    where (
      w.resolved_at is null and w.warned_at > ${since} and w.warned_at <= ${now}
      and not exists (select from usage_warnings h where h.consumer_id = w.consumer_id and h.month_at = w.month_at and h.level > w.level)
      and not ${toldTo(USAGE_WARNING, sql`w.id::text`)}
    ) or (
      w.resolved_at > ${since} and w.resolved_at <= ${now}
      and ${toldTo(USAGE_WARNING, sql`w.id::text`)} and not ${toldTo(USAGE_WARNING, sql`w.id || ':over'`)}
      and not exists (
        select from usage_warnings h
        where h.consumer_id = w.consumer_id and h.month_at = w.month_at and h.level > w.level and h.resolved_at = w.resolved_at and ${toldTo(USAGE_WARNING, sql`h.id::text`)})
    )
    order by w.warned_at, w.id`)
  return rows.map(({ organization_id: organizationId, id: warningId, ...row }) => ({ organizationId, warningId, ...row }))
}

/**
 * Open alerts that nobody was told of. A budget that is exceeded for the first time in the month is
 * told by its warning of 100 %, noted at the same moment. Needs the platform's rights.
 */
export async function listUntoldAlerts(tx: Tx, now: Date): Promise<UntoldAlert[]> {
  const rows = await tx.execute<{ organization_id: string; name: string; simulated: boolean; id: string }>(sql`
    select o.id as organization_id, o.name, o.simulated, a.id
    from consumer_alerts a join organizations o on o.id = a.organization_id
    where a.resolved_at is null and a.fired_at > ${addDays(now, -NEWS_DAYS)} and a.fired_at <= ${now}
      and not ${toldTo(CONSUMER_ALERT, sql`a.id::text`)}
      and not (a.kind = 'budget_exceeded' and exists (
        select from usage_warnings w where w.consumer_id = a.consumer_id and w.level = 100 and w.warned_at = a.fired_at))
    order by a.fired_at, a.id`)
  return rows.map(({ organization_id: organizationId, id: alertId, ...row }) => ({ organizationId, alertId, ...row }))
}

/** The time zones of all callers, as they are stored. Needs the platform's rights. */
export async function listCallerZones(tx: Tx): Promise<string[]> {
  const rows = await tx.execute<{ zone: string }>(
    sql`select distinct o.time_zone as zone from organizations o join consumers c on c.organization_id = o.id order by 1`,
  )
  return rows.map(({ zone }) => zone)
}

/**
 * Callers of one zone with members and with calls in the month, who have not had its summary.
 * @param storedZone the zone as the organizations state it, which may be unknown
 */
export async function listSummaryAudiences(
  tx: Tx,
  { storedZone, monthAt, until }: { storedZone: string; monthAt: Date; until: Date },
): Promise<ToldOrganization[]> {
  const month = monthAt.toISOString().slice(0, 7)
  const rows = await tx.execute<{ organization_id: string; name: string; simulated: boolean }>(sql`
    select o.id as organization_id, o.name, o.simulated
    from organizations o join consumers c on c.organization_id = o.id
    where o.time_zone = ${storedZone}
      and exists (select from members m where m.organization_id = o.id)
      and exists (select from consumer_usage_daily u where u.consumer_id = c.id and u.day_at >= ${monthAt} and u.day_at < ${until} and u.invocations > 0)
      and not ${toldTo(MONTHLY_SUMMARY, sql`o.id || ':' || ${month}`)}
    order by o.id`)
  return rows.map(({ organization_id: organizationId, ...row }) => ({ organizationId, ...row }))
}
