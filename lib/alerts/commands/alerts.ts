import { and, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertEvents, alertRules, alerts } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError, sqlState } from '@/lib/errors'
import { MINUTE } from '@/lib/time'
import { type AcknowledgeInput, acknowledgeProblems, type Closing, MAX_AT_ONCE, REOPEN_MINUTES } from '../alert-input'
import { type AlertEventType, type AlertState, openStates } from '../model'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'
import { actFor, authorOf, note, refuseProblems } from './act'

const UNIQUE_VIOLATION = '23505'

/**
 * Takes firing alerts in hand, with a reason and an end. Of several those count that are still firing.
 * @returns how many were acknowledged
 * @throws AppError forbidden, invalid, not_found, conflict when none of them is firing any more
 */
export function acknowledgeAlerts(ctx: Context, owner: AlertOwner, alertIds: readonly string[], input: AcknowledgeInput): Promise<number> {
  return actFor(ctx, owner, async (tx) => {
    const known = await readAlerts(tx, owner, alertIds)
    refuseProblems(
      acknowledgeProblems(
        input,
        ctx.now,
        known.map(({ value }) => value),
      ),
    )
    const changed = await tx
      .update(alerts)
      .set({
        state: 'acknowledged',
        acknowledgedBy: authorOf(ctx),
        acknowledgedAt: ctx.now,
        acknowledgement: { ...input.end, reason: input.reason },
        updatedAt: ctx.now,
      })
      .where(and(inArray(alerts.id, [...alertIds]), ownedBy(alerts.organizationId, owner), eq(alerts.state, 'firing')))
      .returning({ id: alerts.id, value: alerts.value })
    if (changed.length === 0) throw already(known)
    await record(tx, ctx, owner, changed, 'acknowledged', 'acknowledged', input.reason)
    return changed.length
  })
}

/**
 * Gives an acknowledged alert back: it is told again as if nobody had taken it.
 * @throws AppError forbidden, not_found, conflict when it is not acknowledged
 */
export function rearmAlert(ctx: Context, owner: AlertOwner, alertId: string): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const changed = await tx
      .update(alerts)
      .set({ state: 'firing', acknowledgedBy: null, acknowledgedAt: null, acknowledgement: null, updatedAt: ctx.now })
      .where(and(eq(alerts.id, alertId), ownedBy(alerts.organizationId, owner), eq(alerts.state, 'acknowledged')))
      .returning({ id: alerts.id, value: alerts.value })
    if (changed.length === 0) throw already(await readAlerts(tx, owner, [alertId]))
    await record(tx, ctx, owner, changed, 'rearmed', 'rearmed', null)
  })
}

/**
 * Closes open alerts by hand: resolved, dismissed, or as a false alarm. What is bad all the same does not
 * fire anew before it was fine in between. Of several those count that are open.
 * @returns how many were closed
 * @throws AppError forbidden, not_found, conflict when none of them is open any more
 */
export function closeAlerts(
  ctx: Context,
  owner: AlertOwner,
  alertIds: readonly string[],
  { as, note: closedNote }: { as: Closing; note: string | null },
): Promise<number> {
  return actFor(ctx, owner, async (tx) => {
    const known = await readAlerts(tx, owner, alertIds)
    const changed = await tx
      .update(alerts)
      .set({ state: as, resolvedAt: ctx.now, resolveReason: 'by_hand', closedBy: authorOf(ctx), closedNote, updatedAt: ctx.now })
      .where(and(inArray(alerts.id, [...alertIds]), ownedBy(alerts.organizationId, owner), inArray(alerts.state, [...openStates])))
      .returning({ id: alerts.id, value: alerts.value })
    if (changed.length === 0) throw already(known)
    await record(tx, ctx, owner, changed, as, as === 'false_positive' ? 'marked_false' : as, closedNote)
    return changed.length
  })
}

/**
 * Opens again what was closed by hand within the last ten minutes; the evaluation follows it from there.
 * Refused where the same thing is open already, or its rule is off: nobody would notice that it is over.
 * @throws AppError forbidden, not_found, conflict
 */
export function reopenAlert(ctx: Context, owner: AlertOwner, alertId: string): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const [before] = await readAlerts(tx, owner, [alertId])
    if (before?.ruleId) await refuseUnwatched(tx, before.ruleId)
    try {
      const changed = await tx.transaction((inner) =>
        inner
          .update(alerts)
          .set({
            state: sql`(case when ${alerts.acknowledgedAt} is null then 'firing' else 'acknowledged' end)::alert_state`,
            resolvedAt: null,
            resolveReason: null,
            closedBy: null,
            closedNote: null,
            updatedAt: ctx.now,
          })
          .where(
            and(
              eq(alerts.id, alertId),
              ownedBy(alerts.organizationId, owner),
              isNotNull(alerts.closedBy),
              gt(alerts.resolvedAt, new Date(ctx.now.getTime() - REOPEN_MINUTES * MINUTE)),
            ),
          )
          .returning({ id: alerts.id, value: alerts.value }),
      )
      if (changed.length === 0) {
        throw new AppError(
          'conflict',
          `Only what was closed by hand in the last ${REOPEN_MINUTES} minutes can be opened again. If it is still bad, it fires anew.`,
        )
      }
      await record(tx, ctx, owner, changed, 'rearmed', 'reopened', null)
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) throw new AppError('conflict', 'The same thing has fired again meanwhile; that alert is open.')
      throw error
    }
  })
}

// Nobody would notice any more that it is over.
async function refuseUnwatched(tx: Tx, ruleId: string): Promise<void> {
  const [rule] = await tx.select({ enabled: alertRules.enabled, deletedAt: alertRules.deletedAt }).from(alertRules).where(eq(alertRules.id, ruleId))
  if (!rule?.enabled || rule.deletedAt !== null) throw new AppError('conflict', 'Its rule is off or deleted, so it cannot be opened again.')
}

async function readAlerts(tx: Tx, owner: AlertOwner, ids: readonly string[]) {
  if (ids.length > MAX_AT_ONCE) throw new AppError('invalid', `At most ${MAX_AT_ONCE} alerts at a time.`)
  const known = await tx
    .select({ id: alerts.id, state: alerts.state, value: alerts.value, ruleId: alerts.ruleId })
    .from(alerts)
    .where(and(inArray(alerts.id, [...ids]), ownedBy(alerts.organizationId, owner)))
  if (known.length === 0) throw new AppError('not_found', 'There is no such alert.')
  return known
}

const stateWords: Record<AlertState, string> = {
  firing: 'is firing',
  acknowledged: 'is acknowledged',
  resolved: 'is resolved',
  dismissed: 'is dismissed',
  false_positive: 'is marked as a false alarm',
}

function already(known: { state: AlertState }[]): AppError {
  const [first] = known
  if (!first) return new AppError('not_found', 'There is no such alert.')
  return new AppError(
    'conflict',
    known.length === 1 ? `This alert ${stateWords[first.state]} already. Nothing was changed.` : 'Others were faster: nothing was left to change.',
  )
}

async function record(
  tx: Tx,
  ctx: Context,
  owner: AlertOwner,
  changed: { id: string; value: number | null }[],
  type: AlertEventType,
  verb: string,
  text: string | null,
): Promise<void> {
  await tx
    .insert(alertEvents)
    .values(
      changed.map(({ id, value }) => ({ alertId: id, organizationId: owner.organizationId, type, actorId: authorOf(ctx), note: text, value, at: ctx.now })),
    )
  for (const { id } of changed) await note(tx, ctx, owner, 'alert', verb, id)
}
