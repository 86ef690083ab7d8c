import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { keepsFromResolving } from '../closing'
import type { SeverityInput } from '../input'
import { mayOpen } from '../permissions'
import { findPostmortemState } from '../queries/postmortem-state'
import { severityLabel } from '../words'
import { actOn, type Incident, note, refuseClosed, refuseStale, saveIncident } from './act'
import { addEntry } from './add-entry'
import { closeIfSettled } from './close-settled'

/**
 * Makes an incident graver or lighter, with a reason.
 * @throws AppError forbidden (into or out of SEV1 needs incidents.create_sev1), not_found, conflict when it was
 * changed meanwhile, is closed, has this severity already, or is resolved without what the new one asks for
 */
export function changeSeverity(ctx: Context, incidentId: string, { version, severity, reason }: SeverityInput): Promise<Incident> {
  return actOn(ctx, incidentId, async (tx, incident) => {
    refuseStale(incident, version)
    refuseClosed(incident)
    if (severity === incident.severity) throw new AppError('conflict', `This incident is a ${severityLabel(severity)} already. Nothing was changed.`)
    if (!mayOpen(ctx.actor, severity) || !mayOpen(ctx.actor, incident.severity)) {
      throw new AppError('forbidden', 'Making an incident a SEV1, or a SEV1 lighter, needs the permission incidents.create_sev1.')
    }
    // What is resolved has to be what its severity asks for.
    const kept = incident.status === 'resolved' ? keepsFromResolving({ severity, postmortem: await findPostmortemState(tx, incidentId) }) : null
    if (kept) throw new AppError('conflict', `It is resolved. ${kept.split('. ')[0]}: reopen it first, or complete the post-mortem.`)
    const saved = await saveIncident(tx, ctx, incident, { severity })
    const facts = { from: severityLabel(incident.severity), to: severityLabel(severity), severity }
    await addEntry(tx, ctx, incidentId, { type: 'severity', body: reason, facts })
    await note(tx, ctx, 'severity_changed', incidentId, { before: { severity: incident.severity }, after: { severity } })
    return closeIfSettled(tx, ctx, saved)
  })
}
