import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentSystems } from '@/db/schema/incidents'
import type { AffectedSystem } from '../input'
import type { EntryFacts } from '../model'
import { refuseUnknownSystems } from '../queries/known-systems'

type Changed = NonNullable<EntryFacts['systems']>

/**
 * Brings the systems that an incident affects to these, from a moment on: what is new or hit otherwise begins a
 * stretch, what is no longer named ends one.
 * @returns what changed
 * @throws AppError invalid for a system that is unknown or archived
 */
export async function replaceAffected(tx: Tx, incidentId: string, wanted: readonly AffectedSystem[], at: Date): Promise<Changed> {
  await refuseUnknownSystems(
    tx,
    wanted.map(({ key }) => key),
  )
  const open = await tx
    .select()
    .from(incidentSystems)
    .where(and(eq(incidentSystems.incidentId, incidentId), isNull(incidentSystems.toAt)))
  const now = new Map(wanted.map(({ key, impact }) => [key, impact]))
  const ended = open.filter(({ systemKey, impact }) => now.get(systemKey) !== impact)
  await endAffected(tx, ended, at)
  const kept = new Set(open.filter((row) => !ended.includes(row)).map(({ systemKey }) => systemKey))
  const begun = wanted.filter(({ key }) => !kept.has(key))
  if (begun.length > 0) await tx.insert(incidentSystems).values(begun.map(({ key, impact }) => ({ incidentId, systemKey: key, impact, fromAt: at })))
  return [...begun, ...ended.filter(({ systemKey }) => !now.has(systemKey)).map(({ systemKey }) => ({ key: systemKey, impact: 'operational' as const }))]
}

/** Ends every stretch that is open: the effects are over. */
export async function endAllAffected(tx: Tx, incidentId: string, at: Date): Promise<void> {
  const open = await tx
    .select()
    .from(incidentSystems)
    .where(and(eq(incidentSystems.incidentId, incidentId), isNull(incidentSystems.toAt)))
  await endAffected(tx, open, at)
}

/** Takes the end of the effects back: the stretches that ended with them last on as if they had not. */
export async function resumeAffected(tx: Tx, incidentId: string, mitigatedAt: Date): Promise<void> {
  await tx
    .update(incidentSystems)
    .set({ toAt: null })
    .where(
      and(
        eq(incidentSystems.incidentId, incidentId),
        eq(incidentSystems.toAt, mitigatedAt),
        // Somebody may have said since then that it is hit again.
        sql`not exists (select from incident_systems o where o.incident_id = ${incidentId} and o.system_key = ${incidentSystems.systemKey} and o.to_at is null)`,
      ),
    )
}

/** Moves the beginning of what began with the incident. */
export async function moveAffectedStart(tx: Tx, incidentId: string, from: Date, to: Date): Promise<void> {
  await tx
    .update(incidentSystems)
    .set({ fromAt: sql`least(${to.toISOString()}::timestamptz, ${incidentSystems.toAt})` })
    .where(and(eq(incidentSystems.incidentId, incidentId), eq(incidentSystems.fromAt, from)))
}

async function endAffected(tx: Tx, rows: readonly (typeof incidentSystems.$inferSelect)[], at: Date): Promise<void> {
  // What began after the moment at which everything is said to have been over never was.
  const unreal = rows.filter(({ fromAt }) => fromAt > at)
  if (unreal.length > 0)
    await tx.delete(incidentSystems).where(
      inArray(
        incidentSystems.id,
        unreal.map(({ id }) => id),
      ),
    )
  const ids = rows.filter(({ fromAt }) => fromAt <= at).map(({ id }) => id)
  if (ids.length > 0) await tx.update(incidentSystems).set({ toAt: at }).where(inArray(incidentSystems.id, ids))
}
