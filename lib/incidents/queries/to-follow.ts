import { isNull, ne, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidents } from '@/db/schema/incidents'
import { addDays } from '@/lib/time'

/** An incident whose window is looked at again for so long after it was closed: a killed process may have left it. */
const KEPT_DAYS = 7

/** Incidents that are open, or that something can still follow from. */
export function listUnclosed(tx: Tx) {
  return tx.select().from(incidents).where(isNull(incidents.closedAt)).orderBy(incidents.number)
}

/** Incidents that are not resolved. */
export function listUnresolved(tx: Tx) {
  return tx.select().from(incidents).where(ne(incidents.status, 'resolved')).orderBy(incidents.number)
}

/** Ids of incidents whose fault window is not what they say. */
export async function listMisaligned(tx: Tx, now: Date): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select i.id
    from incidents i
    cross join lateral (
      select coalesce(i.mitigated_at, i.resolved_at) as over,
        case when i.coverage = 'provider' then 'upstream' else 'platform' end as kind,
        case when i.coverage = 'some' then i.routes else '{}' end as routes,
        case when i.coverage = 'some' then i.tools else '{}' end as tools,
        i.coverage <> 'none' and (i.coverage <> 'some' or cardinality(i.routes) + cardinality(i.tools) > 0)
          and coalesce(i.mitigated_at, i.resolved_at, 'infinity') > i.started_at as covers
    ) wanted
    left join fault_windows w on w.source = 'incident:' || i.id
    where (i.closed_at is null or i.closed_at > ${addDays(now, -KEPT_DAYS)})
      and (wanted.covers <> (w.id is not null)
        or (w.id is not null and (
          w.kind::text <> wanted.kind or w.from_at <> i.started_at or w.to_at is distinct from wanted.over or w.severity <> i.severity
          or (i.coverage = 'provider' and w.provider is distinct from i.provider)
          or not (w.routes @> wanted.routes and w.routes <@ wanted.routes and w.tools @> wanted.tools and w.tools <@ wanted.tools))))
    order by i.number`)
  return rows.map(({ id }) => id)
}

/** Alerts of the same rule (or, without a rule, of the same fingerprint) as one that is attached, fired while the incident is open. */
export async function listAlike(tx: Tx): Promise<{ alertId: string; incidentId: string }[]> {
  const rows = await tx.execute<{ alert_id: string; incident_id: string }>(sql`
    select distinct on (a.id) a.id as alert_id, i.id as incident_id
    from incidents i
    join incident_alerts l on l.incident_id = i.id
    join alerts known on known.id = l.alert_id
    join alerts a on a.fired_at >= i.started_at and a.id <> known.id
      and case when known.rule_id is null then a.rule_id is null and a.fingerprint = known.fingerprint else a.rule_id = known.rule_id end
      and a.organization_id is not distinct from known.organization_id
    where i.status <> 'resolved'
      and not exists (select from incident_alerts taken where taken.alert_id = a.id)
      -- Whoever detached it knew why.
      and not exists (select from incident_entries e where e.incident_id = i.id and e.type = 'alert' and e.facts ->> 'alertId' = a.id::text and e.facts ->> 'to' = 'detached')
    order by a.id, i.number`)
  return rows.map(({ alert_id: alertId, incident_id: incidentId }) => ({ alertId, incidentId }))
}

/** What happened to an attached alert, or was deployed, within an incident, and is not yet in its story. */
export interface Happening {
  incidentId: string
  once: string
  at: Date
  title: string
  /** What became of the alert, or what was deployed. */
  became: string
  subjectId: string
}

/** Events of attached alerts from the beginning of an incident to its end. */
export async function listAlertHappenings(tx: Tx, now: Date): Promise<Happening[]> {
  return happenings(
    tx,
    sql`
    select i.id as incident_id, 'alert-event:' || e.seq as once, e.at, a.title, case e.type when 'fired' then 'firing' else e.type end as became, a.id as subject_id
    from incidents i
    join incident_alerts l on l.incident_id = i.id
    join alerts a on a.id = l.alert_id
    join alert_events e on e.alert_id = a.id
    where i.closed_at is null and e.at >= i.started_at - interval '1 hour' and e.at <= least(coalesce(i.resolved_at, ${now.toISOString()}::timestamptz), ${now.toISOString()}::timestamptz)`,
  )
}

/** Deploys and other markers of the platform and of the tools that an incident names, and new versions of these, within it. */
export async function listDeployHappenings(tx: Tx, now: Date): Promise<Happening[]> {
  const within = (column: ReturnType<typeof sql>) =>
    sql`${column} >= i.started_at and ${column} <= least(coalesce(i.resolved_at, ${now.toISOString()}::timestamptz), ${now.toISOString()}::timestamptz)`
  return happenings(
    tx,
    sql`
    select i.id as incident_id, 'marker:' || m.id as once, m.at, m.kind as title, m.label as became, m.id as subject_id
    from incidents i
    join markers m on ${within(sql`m.at`)} and case when m.organization_id is null and m.tool_id is null then true else m.tool_id = any (i.tools) end
    where i.closed_at is null
    union all
    select i.id, 'version:' || v.id, v.released_at, 'version', t.name || ' ' || v.version, v.id
    from incidents i
    join tool_versions v on v.tool_id = any (i.tools) and ${within(sql`v.released_at`)}
    join tools t on t.id = v.tool_id
    where i.closed_at is null`,
  )
}

async function happenings(tx: Tx, candidates: ReturnType<typeof sql>): Promise<Happening[]> {
  const rows = await tx.execute<{ incident_id: string; once: string; at: string; title: string; became: string; subject_id: string }>(sql`
    select c.* from (${candidates}) c
    where not exists (select from incident_entries e where e.incident_id = c.incident_id and e.facts ? 'once' and e.facts ->> 'once' = c.once)
    order by c.at, c.once`)
  return rows.map(({ incident_id: incidentId, subject_id: subjectId, at, ...row }) => ({ ...row, incidentId, subjectId, at: new Date(at) }))
}
