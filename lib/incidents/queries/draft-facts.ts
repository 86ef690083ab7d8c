import { asc, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { incidentEntries, incidentImpacts } from '@/db/schema/incidents'
import { systems } from '@/db/schema/systems'

/** What a draft of the post-mortem is written from. */
export async function readDraftFacts(tx: Tx, incidentId: string) {
  const entries = await tx
    .select({
      seq: incidentEntries.seq,
      type: incidentEntries.type,
      at: incidentEntries.at,
      body: incidentEntries.body,
      facts: incidentEntries.facts,
      correctsSeq: incidentEntries.correctsSeq,
    })
    .from(incidentEntries)
    .where(eq(incidentEntries.incidentId, incidentId))
    .orderBy(asc(incidentEntries.at), asc(incidentEntries.seq))
  const [impact] = await tx.select().from(incidentImpacts).where(eq(incidentImpacts.incidentId, incidentId))
  const names = await listSystemNames(tx)
  return { entries, impact: impact ?? null, system: (key: string) => names[key] ?? key }
}

/** Names of all systems by key, archived ones too. */
export async function listSystemNames(tx: Tx): Promise<Record<string, string>> {
  const rows = await tx.select({ key: systems.key, name: systems.name }).from(systems)
  return Object.fromEntries(rows.map(({ key, name }) => [key, name]))
}
