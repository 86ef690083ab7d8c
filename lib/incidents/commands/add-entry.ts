import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentEntries, incidents } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import type { EntryFacts, EntryType, EntryVisibility } from '../model'
import { personOf } from './act'

interface NewEntry {
  type: EntryType
  body?: string
  visibility?: EntryVisibility
  facts?: EntryFacts
  correctsSeq?: number
  /** When it happened; now when left out. */
  at?: Date
}

/** What somebody does to take an incident on; saying that it exists is not yet that. */
const noAnswer: readonly EntryType[] = ['opened', 'reported']

/** Writes into the story of an incident. The first entry by a person after the report says that somebody has taken it on. */
export async function addEntry(tx: Tx, ctx: Context, incidentId: string, { type, at = ctx.now, ...entry }: NewEntry): Promise<void> {
  const actor = personOf(ctx)
  await tx.insert(incidentEntries).values({ ...entry, type, incidentId, actorId: actor, at, recordedAt: ctx.now })
  if (actor === null || noAnswer.includes(type)) return
  await tx
    .update(incidents)
    .set({ acknowledgedAt: ctx.now })
    .where(and(eq(incidents.id, incidentId), isNull(incidents.acknowledgedAt)))
}
