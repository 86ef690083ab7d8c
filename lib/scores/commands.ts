import { and, eq, lte } from 'drizzle-orm'
import { type Tx, withPlatform, withTenant } from '@/db/client'
import { actionDismissals } from '@/db/schema/scores'
import { actorId, type Context } from '@/lib/auth/model'
import { AppError, isDatabaseAway } from '@/lib/errors'
import { appendJournal } from '@/lib/journal/commands'
import { log } from '@/lib/log'
import { addDays, isoDay, startOfDay } from '@/lib/time'
import type { JobResult } from '@/lib/work'
import { consumerLedger } from './consumer/ledger'
import { readConsumerFacts, requireConsumer } from './consumer/queries'
import { developerLedger } from './developer/ledger'
import { evaluate } from './evaluate'
import { readDeveloperFacts } from './facts/queries'
import { DISMISS_DAYS, type DismissInput } from './model'
import { requireDeveloper } from './queries'
import { type Scored, saveReceipts } from './receipts/commands'
import { type CardName, knowsAction, type Ledger } from './receipts/ledger'
import { makeReceipt, type Promises } from './receipts/receipt'

/** Receipts a transaction. A run that is killed keeps the batches before; the next run corrects or completes all. */
const BATCH = 500

/** What a calculation is made from: one subject's inputs and the promises of its last receipt. */
interface Facts<I> {
  subjectId: string
  organizationId: string
  inputs: I
  promises: Promises
}

interface Calculation {
  now: Date
  stillMine: () => Promise<boolean>
  /** Only these organizations, where given: a history made for some is none of the others'. */
  organizationIds?: ReadonlySet<string>
}

/**
 * Scores every developer, then every consumer, as of the UTC midnight before `now`: one read for all
 * of a kind, then receipts in batches by id. Running again for the same day gives the same receipts,
 * or corrected ones when facts came late. A subject whose facts cannot be scored is counted as failed
 * and logged.
 * @throws when the database is away; what was written before stays
 */
export async function calculateHealthScores(ctx: Context, work: Calculation): Promise<JobResult> {
  const developers = await calculate(ctx, work, developerLedger, readDeveloperFacts)
  const consumers = await calculate(ctx, work, consumerLedger, readConsumerFacts)
  return {
    checked: developers.checked + consumers.checked,
    changed: developers.changed + consumers.changed,
    failed: developers.failed + consumers.failed,
  }
}

/**
 * Hides an action for 7 days from now. Dismissing an action that is hidden already changes nothing.
 * @throws AppError forbidden for keys, not_found for an unknown action or an organization that has no such score
 */
export async function dismissAction(ctx: Context, { actionId }: DismissInput, card: CardName = 'developer'): Promise<{ actionId: string; remindAt: Date }> {
  return withTenant(organizationOf(ctx), async (tx) => {
    const { subjectId, organizationId } = await findSubject(tx, ctx, card, actionId)
    const dismissal = { dismissedBy: actorId(ctx.actor), dismissedAt: ctx.now, remindAt: addDays(ctx.now, DISMISS_DAYS) }
    const written = await tx
      .insert(actionDismissals)
      .values({ organizationId, card, actionId, ...dismissal })
      .onConflictDoUpdate({
        target: [actionDismissals.organizationId, actionDismissals.card, actionDismissals.actionId],
        set: dismissal,
        // The second of two clicks finds the action hidden.
        setWhere: lte(actionDismissals.remindAt, ctx.now),
      })
      .returning({ remindAt: actionDismissals.remindAt })
    if (written.length === 0) {
      const [hidden] = await tx
        .select({ remindAt: actionDismissals.remindAt })
        .from(actionDismissals)
        .where(ofAction(organizationId, card, actionId))
      return { actionId, remindAt: hidden?.remindAt ?? dismissal.remindAt }
    }
    await appendJournal(tx, ctx, {
      action: 'score_action.dismissed',
      subjectKind: card,
      subjectId,
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
export async function undismissAction(ctx: Context, { actionId }: DismissInput, card: CardName = 'developer'): Promise<void> {
  return withTenant(organizationOf(ctx), async (tx) => {
    const { subjectId, organizationId } = await findSubject(tx, ctx, card, actionId)
    const removed = await tx
      .delete(actionDismissals)
      .where(ofAction(organizationId, card, actionId))
      .returning({ remindAt: actionDismissals.remindAt })
    if (removed.length === 0) return
    await appendJournal(tx, ctx, {
      action: 'score_action.restored',
      subjectKind: card,
      subjectId,
      organizationId,
      before: { actionId, remindAt: removed[0]?.remindAt.toISOString() },
    })
  })
}

async function calculate<I>(
  ctx: Context,
  { now, stillMine, organizationIds }: Calculation,
  ledger: Ledger<I>,
  readFacts: (tx: Tx, at: { asOf: Date; now: Date }) => Promise<Facts<I>[]>,
): Promise<JobResult> {
  const at = { asOf: startOfDay(now), now }
  const all = await withPlatform((tx) => readFacts(tx, at), { accessMode: 'read only' })
  const facts = organizationIds ? all.filter(({ organizationId }) => organizationIds.has(organizationId)) : all
  const result: JobResult = { checked: 0, changed: 0, failed: 0 }
  // The database writes one batch while this process scores the next.
  let saving: Promise<unknown> = Promise.resolve()
  for (let i = 0; i < facts.length; i += BATCH) {
    const batch = facts.slice(i, i + BATCH)
    const scored = batch.flatMap((subject) => score(ctx, ledger, subject, at.asOf) ?? [])
    result.checked += batch.length
    result.failed += batch.length - scored.length
    await saving
    if (!(await stillMine())) return result
    saving = save(ctx, ledger, at, scored, result)
  }
  await saving
  return result
}

function score<I>(ctx: Context, ledger: Ledger<I>, { promises, inputs, ...subject }: Facts<I>, asOf: Date): Scored<I> | null {
  try {
    const evaluation = evaluate(ledger.card, inputs)
    return { ...subject, evaluation, ...makeReceipt(evaluation, ledger.pack(inputs, evaluation.total), isoDay(asOf), promises) }
  } catch (err) {
    log().error({ err, requestId: ctx.requestId, card: ledger.name, subjectId: subject.subjectId }, 'a score could not be calculated')
    return null
  }
}

async function save<I>(ctx: Context, ledger: Ledger<I>, at: { asOf: Date; now: Date }, scored: Scored<I>[], result: JobResult): Promise<void> {
  try {
    result.changed += await withPlatform((tx) => saveReceipts(tx, ledger, at, scored))
  } catch (err) {
    if (isDatabaseAway(err)) throw err
    log().error({ err, requestId: ctx.requestId, card: ledger.name, first: scored[0]?.subjectId, count: scored.length }, 'receipts could not be written')
    result.failed += scored.length
  }
}

/** The person's organization. Keys carry scopes for reading scores, none for deciding what to do about them. */
function organizationOf({ actor }: Context): string {
  if (actor.kind !== 'user') throw new AppError('forbidden', 'Only people who are signed in can dismiss actions.')
  if (!actor.organizationId) throw new AppError('forbidden', 'Choose an organization first.')
  return actor.organizationId
}

function ofAction(organizationId: string, card: CardName, actionId: string) {
  return and(eq(actionDismissals.organizationId, organizationId), eq(actionDismissals.card, card), eq(actionDismissals.actionId, actionId))
}

async function findSubject(tx: Tx, ctx: Context, card: CardName, actionId: string): Promise<{ subjectId: string; organizationId: string }> {
  const organizationId = organizationOf(ctx)
  const consumer = card === 'consumer'
  const subjectId = consumer ? (await requireConsumer(tx, organizationId)).subjectId : (await requireDeveloper(tx, organizationId)).developerId
  if (consumer ? knowsAction(consumerLedger, actionId) : knowsAction(developerLedger, actionId)) return { subjectId, organizationId }
  throw new AppError('not_found', 'There is no such action.')
}
