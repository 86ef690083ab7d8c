'use server'

import { revalidatePath } from 'next/cache'
import { z } from 'zod'
import { invite, revokeInvitation } from '@/lib/accounts/commands/manage-invitations'
import { memberRoleSchema, platformRoleSchema } from '@/lib/accounts/model'
import type { ActionResult } from '@/lib/action-result'
import { setPlatformRole } from '@/lib/auth/commands/set-platform-role'
import { emailSchema } from '@/lib/auth/person'
import { actionResult } from '@/lib/http/action-result'
import { requireStaff } from '@/lib/http/require-actor'

const PAGE = '/admin/staff'

/** Invites an address into the staff. */
export async function inviteStaff(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('staff.manage')
  return actionResult(ctx, async () => {
    const email = emailSchema.parse(form.get('email'))
    await invite(ctx, { email, target: { platformRole: platformRoleSchema.parse(form.get('role')) } })
    revalidatePath(PAGE)
    return `An invitation to ${email} is on its way.`
  })
}

/** Invites an address into an organization, usually its first owner. */
export async function inviteOwner(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('customers.write')
  return actionResult(ctx, async () => {
    const email = emailSchema.parse(form.get('email'))
    const target = { organizationId: z.uuid().parse(form.get('organizationId')), role: memberRoleSchema.parse(form.get('role')) }
    await invite(ctx, { email, target })
    revalidatePath(PAGE)
    return `An invitation to ${email} is on its way.`
  })
}

/** Ends an open invitation into the staff. */
export async function withdrawInvitation(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('staff.manage')
  return actionResult(ctx, async () => {
    await revokeInvitation(ctx, z.uuid().parse(form.get('id')))
    revalidatePath(PAGE)
    return 'The invitation is withdrawn.'
  })
}

/** Gives a staff role, or takes it away. */
export async function changeRole(_previous: ActionResult | null, form: FormData): Promise<ActionResult> {
  const ctx = await requireStaff('staff.manage')
  return actionResult(ctx, async () => {
    const role = z.union([platformRoleSchema, z.literal('none')]).parse(form.get('role'))
    await setPlatformRole(ctx, { userId: z.uuid().parse(form.get('userId')), role: role === 'none' ? null : role })
    revalidatePath('/admin', 'layout')
    return role === 'none' ? 'No longer staff.' : 'The role is changed.'
  })
}
