import { type Actor, hasPermission } from '@/lib/auth/model'

/** Whose rules, alerts and silences are meant: an organization's, or with null the platform's. */
export interface AlertOwner {
  organizationId: string | null
}

/** May the actor change what belongs to this owner? Members and keys with alerts:write their organization's, staff with alerts.write the platform's. */
export function mayWriteAlerts(actor: Actor, { organizationId }: AlertOwner): boolean {
  if (organizationId === null) return hasPermission(actor, 'alerts.write')
  if (actor.kind === 'job' || actor.organizationId !== organizationId) return false
  return actor.kind === 'user' ? actor.memberRole !== null : actor.scopes.includes('alerts:write')
}
