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

/** The largest budget of a month, in micros of US dollars: a billion dollars. */
const MAX_BUDGET_MICROS = 1e15

/** A month's budget as a person types it, in US dollars ("250", "1,200.50", "$80"); in micros, null when left empty. */
export const budgetInputSchema = z.object({
  budget: z.string().transform((text, ctx) => {
    const plain = text.replace(/[\s$,]/g, '')
    if (plain === '') return null
    const micros = Math.round(Number(plain) * 1_000_000)
    if (/^\d+(\.\d{1,6})?$/.test(plain) && micros > 0 && micros <= MAX_BUDGET_MICROS) return micros
    ctx.addIssue({ code: 'custom', message: 'Enter an amount of US dollars above zero, such as 250 or 1,200.50.' })
    return z.NEVER
  }),
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
