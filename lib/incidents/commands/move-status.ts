import type { Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { keepsFromResolving } from '../closing'
import type { EntryVisibility, IncidentStatus } from '../model'
import { nextStatus } from '../next-status'
import { mayResolve } from '../permissions'
import { findPostmortemState } from '../queries/postmortem-state'
import { type Incident, note, saveIncident } from './act'
import { addEntry } from './add-entry'
import { endAllAffected, resumeAffected } from './affected-systems'

interface Move {
  status: IncidentStatus
  /** What the person says to it. */
  body: string
  visibility: EntryVisibility
}

/**
 * Brings a locked incident to another status, with what follows from it: the end of its effects, the end of its
 * systems' stretches.
 * @throws AppError forbidden (resolving another's), conflict when the status cannot follow or the post-mortem is missing
 */
export async function moveStatus(tx: Tx, ctx: Context, incident: Incident, { status, body, visibility }: Move): Promise<Incident> {
  if (status === 'resolved' && !mayResolve(ctx.actor, incident)) {
    throw new AppError(
      'forbidden',
      'Resolving an incident of somebody else needs the permission incidents.resolve. Set it to monitoring, and ask whoever opened it.',
    )
  }
  const step = nextStatus(incident, status, ctx.now)
  if (step.outcome === 'refused') throw new AppError('conflict', step.reason)
  if (status === 'resolved') {
    const kept = keepsFromResolving({ severity: incident.severity, postmortem: await findPostmortemState(tx, incident.id) })
    if (kept !== null) throw new AppError('conflict', kept)
  }
  const { mitigatedAt, resolvedAt } = step
  const saved = await saveIncident(tx, ctx, incident, { status, mitigatedAt, resolvedAt, lastUpdateAt: ctx.now })
  if (mitigatedAt === null && incident.mitigatedAt !== null) await resumeAffected(tx, incident.id, incident.mitigatedAt)
  if (mitigatedAt !== null && incident.mitigatedAt === null) await endAllAffected(tx, incident.id, mitigatedAt)
  else if (resolvedAt !== null) await endAllAffected(tx, incident.id, resolvedAt)
  const facts = { from: incident.status, to: status, status }
  // What is said to ourselves is not told to everybody with the status.
  const apart = body !== '' && visibility === 'internal' && incident.public
  await addEntry(tx, ctx, incident.id, { type: 'status', facts, visibility: incident.public ? 'public' : 'internal', body: apart ? '' : body })
  if (apart) await addEntry(tx, ctx, incident.id, { type: 'update', body })
  await note(tx, ctx, status === 'resolved' ? 'resolved' : 'status_changed', incident.id, { before: { status: incident.status }, after: { status } })
  return saved
}
