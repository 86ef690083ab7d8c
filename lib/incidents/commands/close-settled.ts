import type { Tx } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { leftBeforeClosing } from '../closing'
import { listFollowupStates } from '../queries/followup-states'
import { findPostmortemState } from '../queries/postmortem-state'
import { type Incident, note, saveIncident } from './act'
import { addEntry } from './add-entry'

/** Closes a locked incident when all that followed from it is done; else it stays as it is. */
export async function closeIfSettled(tx: Tx, ctx: Context, incident: Incident): Promise<Incident> {
  if (incident.status !== 'resolved' || incident.closedAt !== null) return incident
  const postmortem = await findPostmortemState(tx, incident.id)
  const followups = await listFollowupStates(tx, incident.id)
  const left = leftBeforeClosing({ ...incident, postmortem, followups }, ctx.now)
  if (left.length > 0) return incident
  const closed = await saveIncident(tx, ctx, incident, { closedAt: ctx.now })
  await addEntry(tx, ctx, incident.id, { type: 'closed' })
  await note(tx, ctx, 'closed', incident.id)
  return closed
}
