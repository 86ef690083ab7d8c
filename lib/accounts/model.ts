import { z } from 'zod'
import { memberRoles, platformRoles } from '@/lib/auth/model'

// Organizations, their members and what they configure here: name, time zone, audit retention,
// budget controls, webhook endpoints. Organizations themselves come from the watched platform by
// ingest. Reads and writes: organizations, developers, members, invitations, webhook_endpoints.

/** Days that an invitation can be accepted. */
export const INVITATION_DAYS = 7

/** Choices for how long the audit log is kept, in days. */
export const auditRetentionChoices = [90, 180, 365, 730] as const

/** A zone that this runtime knows, by its IANA name. */
export const timeZoneSchema = z.string().refine(isTimeZone, { message: 'Choose a time zone from the list.' })

export const organizationInputSchema = z.object({
  name: z.string().trim().min(1, { message: 'Enter a name.' }).max(120, { message: 'Use at most 120 characters.' }),
  timeZone: timeZoneSchema,
})

export const memberRoleSchema = z.enum(memberRoles)
export const platformRoleSchema = z.enum(platformRoles)

export const invitationStates = ['pending', 'accepted', 'revoked', 'expired'] as const
export type InvitationState = (typeof invitationStates)[number]

/** What an invitation is worth at a moment. */
export function invitationState(invitation: { status: string; expiresAt: Date }, now: Date): InvitationState {
  if (invitation.status === 'accepted' || invitation.status === 'revoked') return invitation.status
  return invitation.expiresAt <= now ? 'expired' : 'pending'
}

function isTimeZone(name: string): boolean {
  // "+01:00" is accepted by the runtime but has no summer time: mails would come an hour off.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
