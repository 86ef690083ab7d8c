import { type Tx, withPlatform } from '@/db/client'
import { type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'

/** Runs a change of what the platform is made of, in one transaction. @throws AppError forbidden */
export async function actForPlatform<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (!hasPermission(ctx.actor, 'alerts.write')) throw new AppError('forbidden', 'This needs the permission alerts.write.')
  return withPlatform(work)
}

/** Writes what was done into the journal; names stay out of it. */
export function noteChange(
  tx: Tx,
  ctx: Context,
  subject: 'slo' | 'system',
  verb: string,
  subjectId: string,
  facts: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
): Promise<void> {
  return appendJournal(tx, ctx, { action: `${subject}.${verb}`, subjectKind: subject, subjectId, organizationId: null, ...facts })
}
