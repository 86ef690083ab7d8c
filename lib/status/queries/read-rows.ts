import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { env } from '@/lib/env'
import type { IncidentRow, IntervalRow, MaintenanceRow, SnapshotRows, SystemRow } from '../compose-snapshot'
import { snapshotFrom } from '../history'
import { uptimeFrom } from '../uptime'

/** Everything that the snapshot of a moment is made of, in four statements whatever the number of systems and incidents. */
export async function readSnapshotRows(tx: Tx, now: Date): Promise<SnapshotRows> {
  const from = snapshotFrom(now)
  const systems = await tx.execute<SystemRow & Record<string, unknown>>(sql`
    select key, name, description, group_name as "groupName", provider, to_json(created_at)#>>'{}' as "createdAt"
    from systems where public and archived_at is null
    order by position, name, key`)
  const intervals = await tx.execute<IntervalRow & { first: boolean } & Record<string, unknown>>(sql`
    select s.system_key as "systemKey", i.number as incident, s.impact, to_json(s.from_at)#>>'{}' as "fromAt", to_json(s.to_at)#>>'{}' as "toAt"
    from incident_systems s join incidents i on i.id = s.incident_id and i.public
    where s.from_at <= ${now} and (s.to_at is null or s.to_at > ${uptimeFrom(now)})
    order by s.from_at, i.number`)
  const first = await tx.execute<{ key: string; at: string }>(sql`
    select s.system_key as key, to_json(min(s.from_at))#>>'{}' as at
    from incident_systems s join incidents i on i.id = s.incident_id and i.public
    group by s.system_key`)
  return {
    name: env().STATUS_PAGE_NAME,
    systems: [...systems],
    intervals: [...intervals],
    firstSeen: Object.fromEntries(first.map(({ key, at }) => [key, at])),
    incidents: await readIncidentRows(tx, sql`(i.status <> 'resolved' or i.resolved_at >= ${from} or i.started_at >= ${from})`),
    maintenances: await readMaintenanceRows(tx, sql`(m.ends_at >= ${from} or m.starts_at >= ${from})`),
  }
}

/** Keys and names of the systems on the page. */
export async function listShownSystems(tx: Tx): Promise<{ key: string; name: string }[]> {
  return [
    ...(await tx.execute<{ key: string; name: string }>(sql`
      select key, name from systems where public and archived_at is null order by position, name, key`)),
  ]
}

/** Public incidents with their public entries. */
export async function readIncidentRows(tx: Tx, condition: SQL): Promise<IncidentRow[]> {
  const rows = await tx.execute<IncidentRow & Record<string, unknown>>(sql`
    select i.id, i.number, i.title, i.message, i.severity, i.status, i.simulated,
      to_json(i.started_at)#>>'{}' as "startedAt", to_json(i.mitigated_at)#>>'{}' as "mitigatedAt", to_json(i.resolved_at)#>>'{}' as "resolvedAt",
      coalesce((
        select json_agg(json_build_object('seq', e.seq, 'type', e.type, 'body', e.body, 'facts', e.facts, 'correctsSeq', e.corrects_seq, 'at', e.at) order by e.seq)
        from incident_entries e where e.incident_id = i.id and e.visibility = 'public'
      ), '[]') as entries,
      coalesce((
        select json_agg(json_build_object('key', w.system_key, 'impact', w.impact, 'open', w.open) order by w.system_key)
        from (select s.system_key, max(s.impact) as impact, bool_or(s.to_at is null) as open from incident_systems s where s.incident_id = i.id group by s.system_key) w
      ), '[]') as systems,
      case when p.incident_id is not null then json_build_object(
        'whatHappened', p.what_happened, 'impact', p.impact, 'whys', p.whys, 'rootCause', p.root_cause, 'lessons', p.lessons
      ) end as postmortem
    from incidents i left join postmortems p on p.incident_id = i.id and p.published_at is not null
    where i.public and ${condition}
    order by i.started_at desc, i.number desc`)
  return [...rows]
}

/** Planned work with what was said of it. */
export async function readMaintenanceRows(tx: Tx, condition: SQL): Promise<MaintenanceRow[]> {
  const rows = await tx.execute<MaintenanceRow & Record<string, unknown>>(sql`
    select m.id, m.title, m.body, m.systems, m.sequence, m.simulated,
      to_json(m.starts_at)#>>'{}' as "startsAt", to_json(m.ends_at)#>>'{}' as "endsAt",
      to_json(m.started_at)#>>'{}' as "startedAt", to_json(m.completed_at)#>>'{}' as "completedAt", to_json(m.cancelled_at)#>>'{}' as "cancelledAt",
      to_json(m.created_at)#>>'{}' as "createdAt",
      coalesce((
        select json_agg(json_build_object('seq', e.seq, 'type', e.type, 'body', e.body, 'at', e.at) order by e.seq)
        from status_maintenance_entries e where e.maintenance_id = m.id
      ), '[]') as entries
    from status_maintenances m
    where ${condition}
    order by m.starts_at desc, m.id`)
  return [...rows]
}
