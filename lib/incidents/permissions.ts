import { type Actor, hasPermission } from '@/lib/auth/model'
import { SEVEREST, type Severity } from './model'

// Who may do what with incidents (spec, section 1). A job acts for a rule of ours.

/** Whose an incident is: who opened it; one that a rule opened is its commander's. */
export interface Ownership {
  createdBy: string | null
  commanderId: string | null
}

/** May this actor open an incident of this severity, or change one into or out of it? */
export function mayOpen(actor: Actor, severity: Severity): boolean {
  return mayAct(actor) && (actor.kind === 'job' || severity > SEVEREST || hasPermission(actor, 'incidents.create_sev1'))
}

/** May this actor work on incidents: write into their story, change what is said of them, join them, open again what is not over? */
export function mayAct(actor: Actor): boolean {
  return actor.kind === 'job' || hasPermission(actor, 'incidents.create')
}

/** May this actor resolve it? Whoever opened it always may, unless they may only read by now. */
export function mayResolve(actor: Actor, incident: Ownership): boolean {
  return mayAct(actor) && (actor.kind === 'job' || hasPermission(actor, 'incidents.resolve') || isOwn(actor, incident))
}

/** May this actor edit, review and publish its post-mortem? Whoever opened it always may, unless they may only read by now. */
export function mayEditPostmortem(actor: Actor, incident: Ownership): boolean {
  return mayAct(actor) && (actor.kind === 'job' || hasPermission(actor, 'incidents.edit_postmortem') || isOwn(actor, incident))
}

function isOwn(actor: Actor, { createdBy, commanderId }: Ownership): boolean {
  return actor.kind === 'user' && actor.userId === (createdBy ?? commanderId)
}
