import { and, eq, sql } from 'drizzle-orm'
import { withPlatform } from '@/db/client'
import { incidentFollowups } from '@/db/schema/incidents'
import { proveFollowup } from '../../proof'
import { listClaims } from '../../queries/claims'
import { lockIncident, note } from '../act'
import { addEntry } from '../add-entry'
import { eachOf } from './each-of'
import type { Step } from './step'

/** Follow-ups whose signal stayed quiet for the promised days are done; one whose alert fired is open again. */
export const proveFollowups: Step = async (ctx) => {
  const claims = await withPlatform((tx) => listClaims(tx, ctx.now))
  return eachOf(claims, async ({ followupId, incidentId, version, title, facts }) => {
    const proof = proveFollowup(facts, ctx.now)
    if (proof.outcome === 'waiting') return false
    return withPlatform(async (tx) => {
      await lockIncident(tx, incidentId)
      const change = proof.outcome === 'proved' ? { state: 'done' as const, settledAt: ctx.now } : { claimedAt: null }
      // Somebody may have settled or changed it meanwhile.
      const changed = await tx
        .update(incidentFollowups)
        .set({ ...change, version: sql`${incidentFollowups.version} + 1`, updatedAt: ctx.now })
        .where(and(eq(incidentFollowups.id, followupId), eq(incidentFollowups.version, version)))
        .returning({ id: incidentFollowups.id })
      if (changed.length === 0) return false
      await addEntry(tx, ctx, incidentId, { type: 'followup', body: title, facts: { followupId, to: proof.outcome } })
      await note(tx, ctx, 'followup_changed', incidentId, { after: { followupId, became: proof.outcome } })
      return true
    })
  })
}
