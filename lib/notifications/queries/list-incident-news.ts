import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { IncidentStatus, Severity } from '@/lib/incidents/model'
import { HOUR } from '@/lib/time'

/** The templates of the mails, by which the notification log knows them. */
export const INCIDENT_REMINDER = 'incident-reminder'
export const INCIDENT_ASSIGNED = 'incident-assigned'

/** What was to be told longer ago is no news. */
const TOLD_WITHIN_MS = 6 * HOUR

/** An entry of an incident that somebody is to be told of. */
export interface IncidentNews {
  /** Of the entry: what the mail is once for. */
  seq: number
  /** The reminder's due moment; null for the others. */
  dueAt: Date | null
  number: number
  title: string
  severity: Severity
  status: IncidentStatus
  startedAt: Date
  commands: boolean
  by: string | null
  userId: string
  email: string
}

/** Overdue updates of open incidents, for whoever commands them or responds, and was not told yet. */
export function listUntoldReminders(tx: Tx, now: Date): Promise<IncidentNews[]> {
  return list(
    tx,
    now,
    INCIDENT_REMINDER,
    sql`e.type = 'reminder' and (u.id = i.commander_id
      or exists (select from incident_responders r where r.incident_id = i.id and r.user_id = u.id and r.left_at is null))`,
  )
}

/** People whom somebody else has put in command, or called in, and who still are. */
export function listUntoldAssignments(tx: Tx, now: Date): Promise<IncidentNews[]> {
  return list(
    tx,
    now,
    INCIDENT_ASSIGNED,
    sql`e.facts ->> 'userId' = u.id::text and e.actor_id is distinct from u.id and (
      (e.type = 'commander' and u.id = i.commander_id)
      or (e.type = 'responder' and e.facts ->> 'to' = 'joined'
        and exists (select from incident_responders r where r.incident_id = i.id and r.user_id = u.id and r.left_at is null)))`,
  )
}

async function list(tx: Tx, now: Date, template: string, isFor: ReturnType<typeof sql>): Promise<IncidentNews[]> {
  const rows = await tx.execute<Record<string, unknown> & Omit<IncidentNews, 'dueAt' | 'startedAt'> & { due_at: string | null; started_at: string }>(sql`
    select e.seq::float8 as seq, case when e.type = 'reminder' then e.facts ->> 'from' end as due_at, i.number, i.title, i.severity, i.status, i.started_at,
      coalesce(u.id = i.commander_id, false) as commands, a.name as by, u.id as "userId", u.email
    from incidents i
    join incident_entries e on e.incident_id = i.id and e.recorded_at > ${new Date(now.getTime() - TOLD_WITHIN_MS)} and e.recorded_at <= ${now}
    join users u on u.platform_role is not null and ${isFor}
    left join users a on a.id = e.actor_id
    where i.status <> 'resolved'
      and not exists (select from notification_log l where l.recipient_kind = 'user' and l.recipient_id = u.id and l.type = ${template} and l.key = e.seq::text)
    order by e.seq, u.id`)
  return rows.map(({ due_at, started_at, ...row }) => ({ ...row, dueAt: due_at === null ? null : new Date(due_at), startedAt: new Date(started_at) }))
}
