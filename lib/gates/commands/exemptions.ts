import { and, eq, isNull, lte, ne, sql } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { gateExemptions, gateNotices, qualityGates } from '@/db/schema/gates'
import { actorId, type Context, hasPermission, isOwner } from '@/lib/auth/model'
import { AppError, sqlState } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { appendJournal } from '@/lib/journal/commands'
import { requireDeveloper } from '@/lib/scores/queries'
import { findTool } from '@/lib/tools/queries'
import { type ExemptionRequest, subjectProblem, untilProblem } from '../exemption'

const UNIQUE_VIOLATION = '23505'

/**
 * Asks staff to leave a gate out. Nothing changes before they have decided.
 * @throws AppError forbidden, invalid, not_found, conflict while one is pending or in force
 */
export async function requestExemption(ctx: Context & { organizationId: string }, input: ExemptionRequest): Promise<{ id: string }> {
  const { organizationId } = ctx
  if (!isOwner(ctx.actor)) throw new AppError('forbidden', 'Only owners of the organization may ask for an exemption.')
  refuse('/until', untilProblem(input.until, ctx.now))
  refuse('/toolId', subjectProblem(input.type, input.toolId))
  const id = newId(ctx.now.getTime())
  try {
    await withTenant(organizationId, async (tx) => {
      const { developerId } = await requireDeveloper(tx, organizationId)
      const tool = input.toolId === null ? null : await findTool(tx, input.toolId)
      if (input.toolId !== null && (tool === null || tool.organizationId !== organizationId || tool.archivedAt !== null))
        throw new AppError('not_found', 'There is no such tool.')
      await tx
        .insert(gateExemptions)
        .values({ id, organizationId, developerId, requestedBy: actorId(ctx.actor), requestedAt: ctx.now, createdAt: ctx.now, ...input })
      await journal(tx, ctx, 'requested', { id, organizationId, type: input.type, toolId: input.toolId, until: input.until })
    })
  } catch (error) {
    if (sqlState(error) === UNIQUE_VIOLATION) throw new AppError('conflict', 'For this gate an exemption is pending or in force already.', { cause: error })
    throw error
  }
  return { id }
}

export interface Decision {
  id: string
  reason: string
}

/**
 * Grants an exemption until a moment: an open gate of its subject is lifted at once, and none opens before.
 * @throws AppError forbidden, invalid, not_found, conflict when it is not pending (any more)
 */
export async function approveExemption(ctx: Context, { id, reason, until }: Decision & { until: Date }): Promise<void> {
  refuse('/until', untilProblem(until, ctx.now))
  await settle(ctx, { id, reason, from: 'pending', to: 'approved', until }, async (tx, exemption) => {
    const [lifted] = await tx
      .update(qualityGates)
      .set({ state: 'lifted', liftedAt: ctx.now, liftReason: 'exempted', stoppedBy: null, checkedAt: sql`greatest(${qualityGates.checkedAt}, ${ctx.now})` })
      .where(
        and(
          ne(qualityGates.state, 'lifted'),
          eq(qualityGates.type, exemption.type),
          exemption.toolId === null
            ? and(eq(qualityGates.developerId, exemption.developerId), isNull(qualityGates.toolId))
            : eq(qualityGates.toolId, exemption.toolId),
        ),
      )
      .returning({ id: qualityGates.id })
    if (!lifted) return
    await tx.insert(gateNotices).values({ organizationId: exemption.organizationId, gateId: lifted.id, step: 'lifted', owedAt: ctx.now }).onConflictDoNothing()
    await appendJournal(tx, ctx, {
      action: 'quality_gate.lifted',
      subjectKind: 'quality_gate',
      subjectId: lifted.id,
      organizationId: exemption.organizationId,
      after: { type: exemption.type, toolId: exemption.toolId, state: 'lifted', liftReason: 'exempted' },
    })
  })
}

/** @throws AppError forbidden, invalid, not_found, conflict when it is not pending (any more) */
export function rejectExemption(ctx: Context, decision: Decision): Promise<void> {
  return settle(ctx, { ...decision, from: 'pending', to: 'rejected' })
}

/**
 * Ends an exemption early: the next check judges again, with a whole grace where it triggers.
 * @throws AppError forbidden, invalid, not_found, conflict when it is not in force (any more)
 */
export function revokeExemption(ctx: Context, decision: Decision): Promise<void> {
  return settle(ctx, { ...decision, from: 'approved', to: 'revoked' })
}

/** Ends exemptions whose day has come, and requests that nobody decided in time. @returns how many */
export async function expireExemptions(ctx: Context): Promise<number> {
  return withPlatform(async (tx) => {
    const expired = await tx
      .update(gateExemptions)
      .set({ state: 'expired' })
      .where(and(sql`${gateExemptions.state} in ('pending', 'approved')`, lte(gateExemptions.until, ctx.now)))
      .returning()
    for (const exemption of expired) await journal(tx, ctx, 'expired', exemption)
    return expired.length
  })
}

type Row = typeof gateExemptions.$inferSelect

async function settle(
  ctx: Context,
  { id, reason, from, to, until }: Decision & { from: 'pending' | 'approved'; to: 'approved' | 'rejected' | 'revoked'; until?: Date },
  then?: (tx: Tx, exemption: Row) => Promise<void>,
): Promise<void> {
  if (!hasPermission(ctx.actor, 'customers.write')) throw new AppError('forbidden', 'This needs the permission customers.write.')
  const decisionReason = reason.trim()
  if (decisionReason.length < 3) refuse('/reason', 'Say why: the publisher reads it.')
  await withPlatform(async (tx) => {
    const [changed] = await tx
      .update(gateExemptions)
      .set({ state: to, decidedBy: actorId(ctx.actor), decidedAt: ctx.now, decisionReason, ...(until ? { until } : {}) })
      .where(and(eq(gateExemptions.id, id), eq(gateExemptions.state, from)))
      .returning()
    if (!changed) {
      const [known] = await tx.select({ state: gateExemptions.state }).from(gateExemptions).where(eq(gateExemptions.id, id))
      if (!known) throw new AppError('not_found', 'There is no such exemption.')
      throw new AppError('conflict', `This exemption is ${known.state}, not ${from}. Nothing was changed.`)
    }
    await journal(tx, ctx, to, changed, decisionReason)
    await then?.(tx, changed)
  })
}

function journal(
  tx: Tx,
  ctx: Context,
  verb: string,
  exemption: Pick<Row, 'id' | 'organizationId' | 'type' | 'toolId' | 'until'>,
  reason?: string,
): Promise<void> {
  return appendJournal(tx, ctx, {
    action: `gate_exemption.${verb}`,
    subjectKind: 'gate_exemption',
    subjectId: exemption.id,
    organizationId: exemption.organizationId,
    after: { type: exemption.type, toolId: exemption.toolId, until: exemption.until.toISOString() },
    ...(reason ? { reason } : {}),
  })
}

function refuse(pointer: string, problem: string | null): void {
  if (problem) throw new AppError('invalid', problem, { problems: [{ pointer, message: problem }] })
}
