import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import type { EntryFacts, IncidentStatus, SystemImpact } from '@/lib/incidents/model'

// Rows of incidents and planned work as their own commands would leave them, for tests of the status page.

export interface IncidentWish {
  title: string
  startedAt: Date
  incidentKey?: string
  severity?: number
  public?: boolean
  status?: IncidentStatus
  resolvedAt?: Date
  message?: string
  simulated?: boolean
  systems?: { key: string; impact: SystemImpact; from: Date; to?: Date }[]
  entries?: { at: Date; body: string; type?: string; visibility?: 'public' | 'internal'; facts?: EntryFacts }[]
}

/** An incident with its systems and entries. */
export async function addIncident(owner: postgres.Sql, wish: IncidentWish): Promise<{ id: string; number: number }> {
  const { title, startedAt, severity = 2, resolvedAt = null, message = '', systems = [], entries = [] } = wish
  const status = wish.status ?? (resolvedAt ? 'resolved' : 'investigating')
  const [row] = await owner<{ id: string; number: number }[]>`
    insert into incidents (incident_key, title, severity, status, message, public, simulated, started_at, resolved_at, last_update_at)
    values (${wish.incidentKey ?? randomUUID()}, ${title}, ${severity}, ${status}, ${message}, ${wish.public ?? true}, ${wish.simulated ?? false}, ${startedAt}, ${resolvedAt}, ${startedAt})
    returning id, number`
  if (!row) throw new Error('the incident was not stored')
  for (const { key, impact, from, to = null } of systems) {
    await owner`insert into incident_systems (incident_id, system_key, impact, from_at, to_at) values (${row.id}, ${key}, ${impact}, ${from}, ${to})`
  }
  for (const entry of entries) await addEntry(owner, row.id, entry)
  return row
}

/** A further entry; it was written down when it happened. Returns its number. */
export async function addEntry(owner: postgres.Sql, incidentId: string, entry: NonNullable<IncidentWish['entries']>[number]): Promise<number> {
  const { at, body, type = 'update', visibility = 'public', facts = {} } = entry
  const [row] = await owner<{ seq: string }[]>`
    insert into incident_entries (incident_id, type, visibility, body, facts, at, recorded_at)
    values (${incidentId}, ${type}, ${visibility}, ${body}, ${owner.json(facts as postgres.JSONValue)}, ${at}, ${at}) returning seq`
  return Number(row?.seq)
}

interface MaintenanceWish {
  startsAt: Date
  endsAt: Date
  title?: string
  systems?: string[]
  cancelledAt?: Date
  simulated?: boolean
}

/** Planned work, of which nothing was said yet. */
export async function addMaintenance(owner: postgres.Sql, wish: MaintenanceWish): Promise<string> {
  const { startsAt, endsAt, title = 'Database upgrade', systems = ['api'], cancelledAt = null, simulated = false } = wish
  const [row] = await owner<{ id: string }[]>`
    insert into status_maintenances (title, systems, starts_at, ends_at, cancelled_at, simulated)
    values (${title}, ${systems}, ${startsAt}, ${endsAt}, ${cancelledAt}, ${simulated}) returning id`
  return row?.id ?? ''
}
