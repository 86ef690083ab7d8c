import { and, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { plannedEvents } from '@/db/schema/anomalies'
import { actorId, type Context, hasPermission } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { findTool } from '@/lib/tools/queries'
import { MAX_OPEN_EVENTS, type PlanInput, planProblems } from './model'

type TenantContext = Context & { organizationId: string }

/**
 * Plans an event for one tool or all tools of the organization; any member may.
 * @throws AppError forbidden for keys, invalid, not_found for another's tool, conflict when it is planned already or 100 are open
 */
export async function planEvent(ctx: TenantContext, input: PlanInput): Promise<{ id: string }> {
  requirePerson(ctx)
  const { organizationId } = ctx
  refuse(input, ctx.now)
  return withTenant(organizationId, async (tx) => {
    if (input.toolId !== null) {
      const tool = await findTool(tx, input.toolId)
      if (!tool || tool.organizationId !== organizationId || tool.archivedAt !== null) throw new AppError('not_found', 'There is no such tool.')
    }
    return plan(tx, ctx, organizationId, input)
  })
}

/**
 * Plans an event for everybody's tools.
 * @throws AppError forbidden, invalid (also when a tool is named), conflict when it is planned already or 100 are open
 */
export async function planForEverybody(ctx: Context, input: PlanInput): Promise<{ id: string }> {
  requireStaff(ctx)
  if (input.toolId !== null) {
    const message = 'What staff plan holds for every tool. Name none.'
    throw new AppError('invalid', message, { problems: [{ pointer: '/toolId', message }] })
  }
  refuse(input, ctx.now)
  return withPlatform((tx) => plan(tx, ctx, null, input))
}

/**
 * Cancels an event of the organization: from now on its tools are judged as ever.
 * @throws AppError forbidden for keys, not_found, conflict when it is cancelled or over already
 */
export async function cancelPlannedEvent(ctx: TenantContext, id: string): Promise<void> {
  requirePerson(ctx)
  await withTenant(ctx.organizationId, (tx) => settle(tx, ctx, { id, organizationId: ctx.organizationId, to: 'cancelled' }))
}

/**
 * Takes a cancellation back, as long as the event is not over.
 * @throws AppError forbidden for keys, not_found, conflict when it is not cancelled or would be over already
 */
export async function restorePlannedEvent(ctx: TenantContext, id: string): Promise<void> {
  requirePerson(ctx)
  await withTenant(ctx.organizationId, (tx) => settle(tx, ctx, { id, organizationId: ctx.organizationId, to: 'planned' }))
}

/** Cancels an event that holds for everybody. @throws AppError forbidden, not_found, conflict as above */
export async function cancelForEverybody(ctx: Context, id: string): Promise<void> {
  requireStaff(ctx)
  await withPlatform((tx) => settle(tx, ctx, { id, organizationId: null, to: 'cancelled' }))
}

/** Takes the cancellation of an event for everybody back. @throws AppError forbidden, not_found, conflict as above */
export async function restoreForEverybody(ctx: Context, id: string): Promise<void> {
  requireStaff(ctx)
  await withPlatform((tx) => settle(tx, ctx, { id, organizationId: null, to: 'planned' }))
}

async function plan(tx: Tx, ctx: Context, organizationId: string | null, input: PlanInput): Promise<{ id: string }> {
  // A form that is sent twice at once: the second waits here, and sees the first.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:planned:${organizationId ?? 'everybody'}`}))`)
  const open = await tx
    .select({ toolId: plannedEvents.toolId, title: plannedEvents.title, fromAt: plannedEvents.fromAt, toAt: plannedEvents.toAt })
    .from(plannedEvents)
    .where(and(ofOrganization(organizationId), isNull(plannedEvents.cancelledAt), gt(plannedEvents.toAt, ctx.now)))
  const same = open.some(
    (one) =>
      one.toolId === input.toolId && one.title === input.title && one.fromAt.getTime() === input.from.getTime() && one.toAt.getTime() === input.to.getTime(),
  )
  if (same) throw new AppError('conflict', 'This very event is planned already.')
  if (open.length >= MAX_OPEN_EVENTS)
    throw new AppError('conflict', `At most ${MAX_OPEN_EVENTS} events can be planned at a time. Cancel one that is not needed.`)
  const id = newId(ctx.now.getTime())
  const { title, toolId, from: fromAt, to: toAt } = input
  await tx.insert(plannedEvents).values({ id, organizationId, toolId, title, fromAt, toAt, createdBy: actorId(ctx.actor), createdAt: ctx.now })
  await journal(tx, ctx, 'planned', { id, organizationId, toolId, fromAt, toAt })
  return { id }
}

async function settle(
  tx: Tx,
  ctx: Context,
  { id, organizationId, to }: { id: string; organizationId: string | null; to: 'cancelled' | 'planned' },
): Promise<void> {
  const own = and(eq(plannedEvents.id, id), ofOrganization(organizationId))
  const cancel = to === 'cancelled'
  const [changed] = await tx
    .update(plannedEvents)
    .set({ cancelledAt: cancel ? ctx.now : null })
    .where(and(own, cancel ? isNull(plannedEvents.cancelledAt) : isNotNull(plannedEvents.cancelledAt), gt(plannedEvents.toAt, ctx.now)))
    .returning()
  if (changed) return journal(tx, ctx, cancel ? 'cancelled' : 'restored', changed)
  const [known] = await tx.select({ cancelledAt: plannedEvents.cancelledAt, toAt: plannedEvents.toAt }).from(plannedEvents).where(own)
  if (!known) throw new AppError('not_found', 'There is no such planned event.')
  if (known.toAt <= ctx.now) throw new AppError('conflict', 'This event is over. Nothing was changed.')
  throw new AppError('conflict', cancel ? 'This event is cancelled already. Nothing was changed.' : 'This event is not cancelled. Nothing was changed.')
}

type Row = Pick<typeof plannedEvents.$inferSelect, 'id' | 'organizationId' | 'toolId' | 'fromAt' | 'toAt'>

// The title is what somebody wrote: it stays out of the history that nobody can erase.
function journal(tx: Tx, ctx: Context, verb: string, { id, organizationId, toolId, fromAt, toAt }: Row): Promise<void> {
  return appendJournal(tx, ctx, {
    action: `planned_event.${verb}`,
    subjectKind: 'planned_event',
    subjectId: id,
    organizationId,
    after: { toolId, from: fromAt.toISOString(), to: toAt.toISOString() },
  })
}

function ofOrganization(organizationId: string | null) {
  return organizationId === null ? isNull(plannedEvents.organizationId) : eq(plannedEvents.organizationId, organizationId)
}

function requirePerson({ actor }: Context): void {
  if (actor.kind !== 'user') throw new AppError('forbidden', 'Events are planned by people who are signed in; keys only read.')
}

function requireStaff({ actor }: Context): void {
  if (!hasPermission(actor, 'alerts.write')) throw new AppError('forbidden', 'This needs the permission alerts.write.')
}

function refuse(input: PlanInput, now: Date): void {
  const problems = planProblems(input, now)
  const [first] = problems
  if (first) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
}
