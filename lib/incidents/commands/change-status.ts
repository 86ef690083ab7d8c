import { eq } from 'drizzle-orm'
import { incidentImpacts } from '@/db/schema/incidents'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import type { StatusInput } from '../input'
import { reopen } from '../next-status'
import { findOpenByKey } from '../queries/open-by-key'
import { actOn, type Incident, note, refuseStale, saveIncident } from './act'
import { addEntry } from './add-entry'
import { resumeAffected } from './affected-systems'
import { closeIfSettled } from './close-settled'
import { moveStatus } from './move-status'

/**
 * Brings an incident to another open status, or resolves it.
 * @throws AppError forbidden (resolving another's), not_found, conflict when it was changed meanwhile, the status
 * cannot follow, or its post-mortem is missing
 */
export function changeStatus(ctx: Context, incidentId: string, { version, ...move }: StatusInput): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    const moved = await moveStatus(tx, ctx, incident, move)
    return closeIfSettled(tx, ctx, moved)
  })
}

/** Resolves an incident: its effects are over and understood. The same as changing its status to resolved. */
export function resolveIncident(ctx: Context, incidentId: string, input: Omit<StatusInput, 'status'>): Promise<Incident> {
  return changeStatus(ctx, incidentId, { ...input, status: 'resolved' })
}

/**
 * Opens a resolved incident again: it was not over. Possible until all that followed from it is done.
 * @throws AppError forbidden, not_found, conflict when it is open or closed, or another one of its key is open
 */
export function reopenIncident(ctx: Context, incidentId: string, { version, reason }: { version: number; reason: string }): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    const step = reopen(incident)
    if (step.outcome === 'refused') throw new AppError('conflict', step.reason)
    const other = await findOpenByKey(tx, incident.incidentKey)
    if (other) throw new AppError('conflict', `INC-${other.number} is open about the same. Work on that one.`)
    const { status, mitigatedAt, resolvedAt } = step
    const saved = await saveIncident(tx, ctx, incident, { status, mitigatedAt, resolvedAt, lastUpdateAt: ctx.now })
    if (incident.mitigatedAt) await resumeAffected(tx, incidentId, incident.mitigatedAt)
    await tx.update(incidentImpacts).set({ frozenAt: null }).where(eq(incidentImpacts.incidentId, incidentId))
    await addEntry(tx, ctx, incidentId, { type: 'reopened', body: reason, facts: { from: 'resolved', to: status, status } })
    await note(tx, ctx, 'reopened', incidentId, { before: { status: 'resolved' }, after: { status } })
    return saved
  })
}
