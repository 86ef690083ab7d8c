'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { invite, resendInvitation, revokeInvitation } from '@/lib/accounts/commands/manage-invitations'
import { removeMember, setMemberRole } from '@/lib/accounts/commands/manage-members'
import { memberRoleSchema } from '@/lib/accounts/model'
import type { ActionResult } from '@/lib/action-result'
import { emailSchema } from '@/lib/auth/person'
import { AppError } from '@/lib/errors'
import { actionResult } from '@/lib/http/action-result'
import { requireTenant } from '@/lib/http/require-actor'

const PAGE = '/dashboard/settings/members'

/** Invites an address. */
export async function inviteMember(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const email = emailSchema.parse(form.get('email'))
    const role = memberRoleSchema.parse(form.get('role'))
    await invite(ctx, { email, target: { organizationId: ctx.organizationId, role } })
    revalidatePath(PAGE)
    return `An invitation to ${email} is on its way.`
  })
}

/** Sends an invitation again, with a new link. */
export async function sendInvitationAgain(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await resendInvitation(ctx, z.uuid().parse(form.get('id')))
    revalidatePath(PAGE)
    return 'The invitation is on its way again; the old link has ended.'
  })
}

/** Ends an open invitation. */
export async function withdrawInvitation(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    await revokeInvitation(ctx, z.uuid().parse(form.get('id')))
    revalidatePath(PAGE)
    return 'The invitation is withdrawn.'
  })
}

/** Makes a member an owner, or the other way round. */
export async function changeRole(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    const role = memberRoleSchema.parse(form.get('role'))
    await setMemberRole(ctx, { userId: z.uuid().parse(form.get('userId')), role })
    revalidatePath(PAGE)
    return role === 'owner' ? 'Made an owner.' : 'Made a member.'
  })
}

/** Takes somebody out of the organization. */
export async function remove(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireTenant()
  return actionResult(ctx, async () => {
    if (form.get('confirmation') !== form.get('email')) throw new AppError('invalid', 'The address does not match. Nobody was removed.')
    await removeMember(ctx, z.uuid().parse(form.get('userId')))
    revalidatePath('/dashboard', 'layout')
    return 'Removed from the organization.'
  })
}
