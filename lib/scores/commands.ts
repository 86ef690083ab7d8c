import { and, eq, lte } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { actionDismissals } from '@/db/schema/scores'
import { actorId, type Context } from '@/lib/auth/model'
import { AppError, isDatabaseAway } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { log } from '@/lib/log'
import { addDays, isoDay, startOfDay } from '@/lib/time'
import type { JobResult } from '@/lib/work'
import { developerScorecard } from './developer/card'
import { makeReceipt } from './developer/receipt'
import { evaluate } from './evaluate'
import { type DeveloperFacts, readDeveloperFacts } from './facts/queries'
import { DISMISS_DAYS, type DismissInput } from './model'
import { requireDeveloper } from './queries'
import { type Scored, saveReceipts } from './receipts/commands'

/** Receipts a transaction. A run that is killed keeps the batches before; the next run corrects or completes all. */
const BATCH = 500

/**
 * Scores every developer as of the UTC midnight before `now`: one read for all, then receipts in
 * batches by developer id. Running again for the same day gives the same receipts, or corrected ones
 * when facts came late. A developer whose facts cannot be scored is counted as failed and logged.
 * @param work.developerIds only these, where given: a history made for some is none of the others'
 * @throws when the database is away; what was written before stays
 */
export async function calculateHealthScores(
  ctx: Context,
  { now, stillMine, developerIds }: { now: Date; stillMine: () => Promise<boolean>; developerIds?: ReadonlySet<string> },
): Promise<JobResult> {
  const at = { asOf: startOfDay(now), now }
  const all = await withPlatform((tx) => readDeveloperFacts(tx, at), { accessMode: 'read only' })
  const facts = developerIds ? all.filter(({ developerId }) => developerIds.has(developerId)) : all
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  // The database writes one batch while this process scores the next.
  let saving: Promise<unknown> = Promise.resolve()
  for (let i = 0; i < facts.length; i += BATCH) {
    const batch = facts.slice(i, i + BATCH)
    const scored = batch.flatMap((developer) => score(ctx, developer, at.asOf) ?? [])
    result.checked += batch.length
    result.failed += batch.length - scored.length
    await saving
    if (!(await stillMine())) return result
    saving = save(ctx, at, scored, result)
  }
  await saving
  return result
}

/**
 * Hides an action for 7 days from now. Dismissing an action that is hidden already changes nothing.
 * @throws AppError forbidden for keys, not_found for an unknown action or an organization without tools
 */
export async function dismissAction(ctx: Context, { actionId }: DismissInput): Promise<{ actionId: string; remindAt: Date }> {
  return withTenant(organizationOf(ctx), async (tx) => {
    const { developerId, organizationId } = await findSubject(tx, ctx, actionId)
    const dismissal = { dismissedBy: actorId(ctx.actor), dismissedAt: ctx.now, remindAt: addDays(ctx.now, DISMISS_DAYS) }
    const written = await tx
      .insert(actionDismissals)
      .values({ organizationId, developerId, actionId, ...dismissal })
      .onConflictDoUpdate({
        target: [actionDismissals.developerId, actionDismissals.actionId],
        set: dismissal,
        // The second of two clicks finds the action hidden.
        setWhere: lte(actionDismissals.remindAt, ctx.now),
      })
      .returning({ remindAt: actionDismissals.remindAt })
    if (written.length === 0) {
      const [hidden] = await tx.select({ remindAt: actionDismissals.remindAt }).from(actionDismissals).where(ofAction(developerId, actionId))
      return { actionId, remindAt: hidden?.remindAt ?? dismissal.remindAt }
    }
    await appendJournal(tx, ctx, {
      action: 'score_action.dismissed',
      subjectKind: 'developer',
      subjectId: developerId,
      organizationId,
      after: { actionId, remindAt: dismissal.remindAt.toISOString() },
    })
    return { actionId, remindAt: dismissal.remindAt }
  })
}

/**
 * Shows a dismissed action again at once; without effect when it is not hidden.
 * @throws AppError as dismissAction
 */
export async function undismissAction(ctx: Context, { actionId }: DismissInput): Promise<void> {
  return withTenant(organizationOf(ctx), async (tx) => {
    const { developerId, organizationId } = await findSubject(tx, ctx, actionId)
    const removed = await tx.delete(actionDismissals).where(ofAction(developerId, actionId)).returning({ remindAt: actionDismissals.remindAt })
    if (removed.length === 0) return
    await appendJournal(tx, ctx, {
      action: 'score_action.restored',
      subjectKind: 'developer',
      subjectId: developerId,
      organizationId,
      before: { actionId, remindAt: removed[0]?.remindAt.toISOString() },
    })
  })
}

function score(ctx: Context, developer: DeveloperFacts, asOf: Date): Scored | null {
  try {
    const evaluation = evaluate(developerScorecard, developer.inputs)
    return { ...developer, evaluation, ...makeReceipt(evaluation, isoDay(asOf), developer.promises) }
  } catch (err) {
    log().error({ err, requestId: ctx.requestId, developerId: developer.developerId }, 'developer could not be scored')
    return null
  }
}

async function save(ctx: Context, at: { asOf: Date; now: Date }, scored: Scored[], result: JobResult): Promise<void> {
  try {
    result.changed += await withPlatform((tx) => saveReceipts(tx, at, scored))
  } catch (err) {
    if (isDatabaseAway(err)) throw err
    log().error({ err, requestId: ctx.requestId, first: scored[0]?.developerId, count: scored.length }, 'receipts could not be written')
    result.failed += scored.length
  }
}

/** The person's organization. Keys carry scopes for reading scores, none for deciding what to do about them. */
function organizationOf({ actor }: Context): string {
  if (actor.kind !== 'user') throw new AppError('forbidden', 'Only people who are signed in can dismiss actions.')
  if (!actor.organizationId) throw new AppError('forbidden', 'Choose an organization first.')
  return actor.organizationId
}

function ofAction(developerId: string, actionId: string) {
  return and(eq(actionDismissals.developerId, developerId), eq(actionDismissals.actionId, actionId))
}

async function findSubject(tx: Tx, ctx: Context, actionId: string): Promise<{ developerId: string; organizationId: string }> {
  const developer = await requireDeveloper(tx, organizationOf(ctx))
  if (developerScorecard.dimensions.some((dimension) => dimension.metrics.some((metric) => metric.id === actionId))) return developer
  throw new AppError('not_found', 'There is no such action.')
}
