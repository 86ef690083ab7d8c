import { mayWriteAlerts } from '@/lib/alerts/owner'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'

/** Whose channels: an organization's, or the platform's (null). */
export type ChannelOwner = string | null

/**
 * Who may change alert rules may change the channels.
 * @throws AppError forbidden when the actor may not
 */
export function assertMayChange(ctx: Context, owner: ChannelOwner): void {
  if (mayWriteAlerts(ctx.actor, { organizationId: owner })) return
  throw new AppError('forbidden', owner === null ? 'This needs the permission alerts.write.' : 'Only members of the organization may change its channels.')
}
