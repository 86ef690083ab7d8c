import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { EntryFacts } from '@/lib/incidents/model'
import { composeIncident, composeMaintenance, statusOf } from '../compose-snapshot'
import type { MaintenanceEntryType } from '../model'
import { noticeKey, type Told } from '../notice'
import { listShownSystems, readIncidentRows, readMaintenanceRows } from './read-rows'

/** A mail that is owed to a subscriber. */
export interface DueMail {
  id: string
  key: string
  subscriberId: string
  address: string
}

/** Mails that are due, in the order of the updates. */
export async function listDueMails(tx: Tx, now: Date, limit: number): Promise<DueMail[]> {
  return [
    ...(await tx.execute<DueMail & Record<string, unknown>>(sql`
      select n.id, n.key, s.id as "subscriberId", s.address
      from status_notices n join status_subscribers s on s.id = n.subscriber_id
      where n.next_attempt_at <= ${now} and s.kind = 'email' and s.state = 'active'
      order by split_part(n.key, ':', 2)::bigint, n.id
      limit ${limit}`)),
  ]
}

/** What the notices of these keys tell; one whose incident is not public any more has nothing to tell and is left out. */
export async function readTold(tx: Tx, keys: readonly string[]): Promise<Map<string, Told>> {
  const seqs = (kind: Told['kind']) => keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => Number(key.slice(kind.length + 1)))
  const shown = new Set((await listShownSystems(tx)).map(({ key }) => key))
  const told: Told[] = [...(await toldOfIncidents(tx, seqs('incident'), shown)), ...(await toldOfMaintenances(tx, seqs('maintenance'), shown))]
  return new Map(told.map((one) => [noticeKey(one), one]))
}

async function toldOfIncidents(tx: Tx, seqs: number[], shown: ReadonlySet<string>): Promise<Told[]> {
  if (seqs.length === 0) return []
  const entries = await tx.execute<{
    seq: number
    incident_id: string
    type: string
    body: string
    facts: EntryFacts
    corrects: string | null
    at: string
  }>(sql`
    select e.seq::integer as seq, e.incident_id, e.type, e.body, e.facts, e.corrects_seq as corrects, to_json(e.at)#>>'{}' as at
    from incident_entries e where e.seq in (${list(seqs)}) and e.visibility = 'public'`)
  const rows = await readIncidentRows(tx, sql`i.id in (select e.incident_id from incident_entries e where e.seq in (${list(seqs)}))`)
  const incidents = new Map(rows.map((row) => [row.id, composeIncident(row, shown)]))
  return entries.flatMap((entry): Told[] => {
    const incident = incidents.get(entry.incident_id)
    if (!incident) return []
    const { seq, body } = entry
    return [{ kind: 'incident', seq, incident, status: statusOf(entry), body, at: new Date(entry.at), correction: entry.corrects !== null }]
  })
}

async function toldOfMaintenances(tx: Tx, seqs: number[], shown: ReadonlySet<string>): Promise<Told[]> {
  if (seqs.length === 0) return []
  const entries = await tx.execute<{ seq: number; maintenance_id: string; type: MaintenanceEntryType; body: string; at: string }>(sql`
    select e.seq::integer as seq, e.maintenance_id, e.type, e.body, to_json(e.at)#>>'{}' as at
    from status_maintenance_entries e where e.seq in (${list(seqs)})`)
  const rows = await readMaintenanceRows(tx, sql`m.id in (select e.maintenance_id from status_maintenance_entries e where e.seq in (${list(seqs)}))`)
  const maintenances = new Map(rows.map((row) => [row.id, composeMaintenance(row, shown)]))
  return entries.flatMap((entry): Told[] => {
    const maintenance = maintenances.get(entry.maintenance_id)
    // Work on systems that are not on the page any more is told to nobody.
    if (!maintenance || maintenance.systems.length === 0) return []
    return [{ kind: 'maintenance', seq: entry.seq, maintenance, type: entry.type, body: entry.body || maintenance.body, at: new Date(entry.at) }]
  })
}

function list(seqs: number[]) {
  return sql.join(
    seqs.map((seq) => sql`${seq}`),
    sql`, `,
  )
}
