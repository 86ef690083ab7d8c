import { asc, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { users } from '@/db/schema/auth'
import { incidentEntries } from '@/db/schema/incidents'
import type { EntryRow } from '../view'
import { person } from './list-incidents'

/** The story of an incident, oldest first; each entry with the newest correction of it. */
export async function listEntries(tx: Tx, incidentId: string): Promise<EntryRow[]> {
  const rows = await tx
    .select({
      seq: incidentEntries.seq,
      type: incidentEntries.type,
      visibility: incidentEntries.visibility,
      actorId: incidentEntries.actorId,
      actorName: users.name,
      body: incidentEntries.body,
      facts: incidentEntries.facts,
      correctsSeq: incidentEntries.correctsSeq,
      at: incidentEntries.at,
      recordedAt: incidentEntries.recordedAt,
    })
    .from(incidentEntries)
    .leftJoin(users, eq(users.id, incidentEntries.actorId))
    .where(eq(incidentEntries.incidentId, incidentId))
    .orderBy(asc(incidentEntries.at), asc(incidentEntries.seq))
  const corrections = new Map<number, number>()
  for (const { correctsSeq, seq } of rows) if (correctsSeq !== null) corrections.set(correctsSeq, Math.max(seq, corrections.get(correctsSeq) ?? 0))
  return rows.map(({ actorId, actorName, ...entry }) => ({ ...entry, author: person(actorId, actorName), correctedBySeq: corrections.get(entry.seq) ?? null }))
}
