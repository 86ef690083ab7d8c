import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { AffectedSystem } from '../input'
import { actOn, type Incident, note, refuseStale, saveIncident } from './act'
import { addEntry } from './add-entry'
import { replaceAffected } from './affected-systems'

/**
 * Says which systems an incident affects from now on, and how badly; the ones left out are fine.
 * @throws AppError forbidden, not_found, invalid for an unknown system, conflict when it was changed meanwhile,
 * is resolved, or nothing is other
 */
export function setSystems(ctx: Context, incidentId: string, { version, systems }: { version: number; systems: AffectedSystem[] }): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    if (incident.status === 'resolved') throw new AppError('conflict', 'This incident is resolved, so it affects no system. Reopen it if it is not over.')
    const changed = await replaceAffected(tx, incidentId, systems, ctx.now)
    if (changed.length === 0) throw new AppError('conflict', 'These systems are affected in this way already. Nothing was changed.')
    const saved = await saveIncident(tx, ctx, incident, {})
    await addEntry(tx, ctx, incidentId, { type: 'systems', facts: { systems: changed } })
    await note(tx, ctx, 'systems_changed', incidentId, { after: { systems: changed } })
    return saved
  })
}
