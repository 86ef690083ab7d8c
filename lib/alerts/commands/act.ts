import { type Tx, withPlatform, withTenant } from '@/db/client'
import { actorId, type Context } from '@/lib/auth/model'
import { AppError, type FieldProblem } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { type AlertOwner, mayWriteAlerts } from '../owner'

/**
 * Runs a change of what belongs to the owner, in one transaction with the owner's rights.
 * @throws AppError forbidden
 */
export async function actFor<T>(ctx: Context, owner: AlertOwner, work: (tx: Tx) => Promise<T>): Promise<T> {
  if (!mayWriteAlerts(ctx.actor, owner)) {
    const needed = owner.organizationId === null ? 'the permission alerts.write' : 'a member of the organization, or a key of it with the scope alerts:write'
    throw new AppError('forbidden', `This needs ${needed}.`)
  }
  return owner.organizationId === null ? withPlatform(work) : withTenant(owner.organizationId, work)
}

type Subject = 'alert' | 'alert_rule' | 'silence' | 'maintenance_window' | 'alert_dependency'

/** Writes what was done into the journal. What people wrote (names, reasons) stays out of it: nobody could erase it. */
export function note(
  tx: Tx,
  ctx: Context,
  owner: AlertOwner,
  subject: Subject,
  verb: string,
  subjectId: string,
  facts: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
): Promise<void> {
  return appendJournal(tx, ctx, { action: `${subject}.${verb}`, subjectKind: subject, subjectId, organizationId: owner.organizationId, ...facts })
}

/** The id of whoever acts, for the rows that name one; jobs never come here. */
export function authorOf(ctx: Context): string {
  return actorId(ctx.actor)
}

/** @throws AppError invalid with every problem, when there is one */
export function refuseProblems(problems: FieldProblem[]): void {
  const [first] = problems
  if (first) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
}
