import { z } from 'zod'

// Who acts, and what they may do. Reads nothing; the one place where permissions are decided.
// Staff hold a platform role; members belong to an organization; machines carry a scoped key.

export const platformRoles = ['read_only', 'admin', 'elevated_admin', 'super_admin'] as const
export type PlatformRole = (typeof platformRoles)[number]

export const permissions = [
  'admin.read',
  'incidents.create',
  'alerts.write',
  'customers.write',
  'flags.write',
  'privacy.process',
  'jobs.run',
  'incidents.create_sev1',
  'incidents.resolve',
  'flags.kill',
  'incidents.edit_postmortem',
  'staff.manage',
  'privacy.approve',
  'widgets.register',
  'keys.manage',
] as const
export type Permission = (typeof permissions)[number]

// Each role adds to the one before it (spec, section 1). jobs.run and keys.manage (platform-wide
// ingest keys) are ours: running a job by hand is harmless by design, a platform key is not.
const adds: Record<PlatformRole, Permission[]> = {
  read_only: ['admin.read'],
  admin: ['incidents.create', 'alerts.write', 'customers.write', 'flags.write', 'privacy.process', 'jobs.run'],
  elevated_admin: ['incidents.create_sev1', 'incidents.resolve', 'flags.kill'],
  super_admin: ['incidents.edit_postmortem', 'staff.manage', 'privacy.approve', 'widgets.register', 'keys.manage'],
}

/** Everything that a staff role may do; nothing for null. */
export function permissionsOf(role: PlatformRole | null): ReadonlySet<Permission> {
  if (!role) return new Set()
  return new Set(platformRoles.slice(0, platformRoles.indexOf(role) + 1).flatMap((r) => adds[r]))
}

export const memberRoles = ['owner', 'member'] as const
export type MemberRole = (typeof memberRoles)[number]

/** What a key may do. Platform keys (no organization) may hold every scope; tenants' keys all but ingest for others. */
export const scopes = ['ingest:write', 'scores:read', 'usage:read', 'metrics:read', 'alerts:read', 'alerts:write'] as const
export const scopeSchema = z.enum(scopes)
export type Scope = (typeof scopes)[number]

export interface UserActor {
  kind: 'user'
  userId: string
  sessionId: string
  platformRole: PlatformRole | null
  /** The organization that the session looks at; null for staff who have chosen none. */
  organizationId: string | null
  memberRole: MemberRole | null
}

export interface KeyActor {
  kind: 'key'
  keyId: string
  /** Null: a key of the platform, which speaks for every organization. */
  organizationId: string | null
  scopes: Scope[]
}

export interface JobActor {
  kind: 'job'
  job: string
}

export type Actor = UserActor | KeyActor | JobActor

/** What every command is given. `now` is a parameter, so that any moment can be lived through in a test. */
export interface Context {
  actor: Actor
  now: Date
  requestId: string
  ip: string | null
}

/** What is known of a caller before anybody has signed in. */
export type Visit = Omit<Context, 'actor'>

/** May this actor change the settings, keys, members and invitations of its organization? Owners may. */
export function isOwner(actor: Actor): boolean {
  return actor.kind === 'user' && actor.organizationId !== null && actor.memberRole === 'owner'
}

/** May this actor use this permission? Only staff hold permissions. */
export function hasPermission(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'user' && permissionsOf(actor.platformRole).has(permission)
}

/** The id by which the journal names an actor. */
export function actorId(actor: Actor): string {
  return actor.kind === 'user' ? actor.userId : actor.kind === 'key' ? actor.keyId : actor.job
}
