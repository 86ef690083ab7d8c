import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { Window } from '@/lib/time'
import { composeIncident, composeMaintenance } from '../compose-snapshot'
import type { SnapshotIncident, SnapshotMaintenance } from '../model'
import { readIncidentRows, readMaintenanceRows } from './read-rows'

/** Public incidents that began, and work that was planned for, a stretch of time. @param shown keys of the systems on the page */
export async function listPast(
  tx: Tx,
  { from, to }: Window,
  shown: ReadonlySet<string>,
): Promise<{ incidents: SnapshotIncident[]; maintenances: SnapshotMaintenance[] }> {
  const incidents = await readIncidentRows(tx, sql`i.started_at >= ${from} and i.started_at < ${to}`)
  const maintenances = await readMaintenanceRows(tx, sql`m.starts_at >= ${from} and m.starts_at < ${to}`)
  return {
    incidents: incidents.map((row) => composeIncident(row, shown)),
    maintenances: maintenances.map((row) => composeMaintenance(row, shown)).filter(({ systems }) => systems.length > 0),
  }
}

/** A public incident by its number; null when there is none that the public may see. */
export async function findPublicIncident(tx: Tx, number: number, shown: ReadonlySet<string>): Promise<SnapshotIncident | null> {
  const [row] = await readIncidentRows(tx, sql`i.number = ${number}`)
  return row ? composeIncident(row, shown) : null
}
