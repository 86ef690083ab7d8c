import { and, eq, gt, isNull, lte, ne, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules, alertStates } from '@/db/schema/alerts'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { addDays, MINUTE } from '@/lib/time'
import { findTool } from '@/lib/tools/queries'
import type { AlertOwner } from '../owner'
import { ownedBy } from '../queries/owned'
import { judgedDifferently, type RuleInput, ruleProblems } from '../rule-input'
import { actFor, authorOf, note, refuseProblems } from './act'
import { endAlertsOfRule } from './end-alerts'

/** Rules that an owner may have. Ours: what one evaluation of one organization can be asked to do. */
export const MAX_RULES = 500
const MAX_SNOOZE_DAYS = 30
/** For how long a deleted rule can be taken back. */
const RESTORE_MINUTES = 60

/**
 * Writes a new rule.
 * @throws AppError forbidden, invalid (each field that is wrong), not_found for another's tool, conflict when the name is taken or there are 500
 */
export function createRule(ctx: Context, owner: AlertOwner, input: RuleInput): Promise<{ id: string; version: number }> {
  return actFor(ctx, owner, (tx) => createRuleIn(tx, ctx, owner, input))
}

/** The same as part of another change, whose caller has authorised it; a job's rule has no author. @throws as createRule */
export async function createRuleIn(tx: Tx, ctx: Context, owner: AlertOwner, input: RuleInput): Promise<{ id: string; version: number }> {
  await refuseInput(tx, ctx, owner, input)
  // A form that is sent twice at once: the second waits here, and finds the name taken.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`pulsegrid:alert-rules:${owner.organizationId ?? 'platform'}`}))`)
  await refuseName(tx, owner, input.name, null)
  const [{ n } = { n: 0 }] = await tx
    .select({ n: sql<number>`count(*)::integer` })
    .from(alertRules)
    .where(and(ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
  if (n >= MAX_RULES) throw new AppError('conflict', `There are ${MAX_RULES} rules already. Delete one that is not needed.`)
  const id = newId(ctx.now.getTime())
  const createdBy = ctx.actor.kind === 'job' ? null : authorOf(ctx)
  await tx.insert(alertRules).values({ ...input, id, organizationId: owner.organizationId, createdBy, createdAt: ctx.now, updatedAt: ctx.now })
  await note(tx, ctx, owner, 'alert_rule', 'created', id, { after: factsOf(input) })
  return { id, version: 1 }
}

interface RuleChange {
  id: string
  version: number
  input: RuleInput
}

/**
 * Changes a rule that is still as its editor saw it. Where it judges by something else now, the next
 * evaluation keeps what is still bad open and resolves the rest; switched off, its alerts resolve at once.
 * @throws AppError forbidden, invalid, not_found, conflict when it was changed meanwhile or the name is taken
 */
export function changeRule(ctx: Context, owner: AlertOwner, change: RuleChange): Promise<{ id: string; version: number }> {
  return actFor(ctx, owner, (tx) => changeRuleIn(tx, ctx, owner, change))
}

/** The same as part of another change, whose caller has authorised it. @throws as changeRule */
export async function changeRuleIn(tx: Tx, ctx: Context, owner: AlertOwner, { id, version, input }: RuleChange): Promise<{ id: string; version: number }> {
  const before = await readRule(tx, owner, id)
  await refuseInput(tx, ctx, owner, input)
  await refuseName(tx, owner, input.name, id)
  const [changed] = await tx
    .update(alertRules)
    .set({ ...input, version: version + 1, lastError: null, updatedAt: ctx.now })
    .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt), eq(alertRules.version, version)))
    .returning({ version: alertRules.version })
  if (!changed) throw new AppError('conflict', 'Somebody changed this rule meanwhile. Nothing was saved; open it again and enter your change there.')
  if (!input.enabled) await endAlertsOfRule(tx, ctx, id, 'rule_off')
  // A new name or another rest changes nothing about what is bad: what is known of its fingerprints stays valid.
  else if (!judgedDifferently(before, input)) await tx.update(alertStates).set({ ruleVersion: changed.version }).where(eq(alertStates.ruleId, id))
  await note(tx, ctx, owner, 'alert_rule', 'changed', id, { before: factsOf(before), after: factsOf(input) })
  return { id, version: changed.version }
}

/**
 * Switches a rule on or off; off, its open alerts resolve with the reason rule_off.
 * @throws AppError forbidden, not_found, conflict when it is so already
 */
export function setRuleEnabled(ctx: Context, owner: AlertOwner, { id, enabled }: { id: string; enabled: boolean }): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const [changed] = await tx
      .update(alertRules)
      .set({ enabled, version: sql`${alertRules.version} + 1`, lastError: null, updatedAt: ctx.now })
      .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt), ne(alertRules.enabled, enabled)))
      .returning({ id: alertRules.id })
    if (!changed) {
      await readRule(tx, owner, id)
      throw new AppError('conflict', `This rule is ${enabled ? 'on' : 'off'} already. Nothing was changed.`)
    }
    if (!enabled) await endAlertsOfRule(tx, ctx, id, 'rule_off')
    await note(tx, ctx, owner, 'alert_rule', enabled ? 'enabled' : 'disabled', id)
  })
}

/**
 * Lets a rule judge on without telling anybody until a moment; null ends that.
 * @throws AppError forbidden, invalid when the moment is past or over 30 days ahead, not_found
 */
export function snoozeRule(ctx: Context, owner: AlertOwner, { id, until }: { id: string; until: Date | null }): Promise<void> {
  if (until !== null) {
    const message =
      until <= ctx.now
        ? 'The end of the snooze is past. Choose a later one.'
        : until > addDays(ctx.now, MAX_SNOOZE_DAYS)
          ? `A rule can be snoozed for at most ${MAX_SNOOZE_DAYS} days. Switch it off if it is not needed.`
          : null
    if (message) refuseProblems([{ pointer: '/until', message }])
  }
  return actFor(ctx, owner, async (tx) => {
    const [changed] = await tx
      .update(alertRules)
      .set({ snoozedUntil: until, updatedAt: ctx.now })
      .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
      .returning({ id: alertRules.id })
    if (!changed) throw noRule()
    await note(tx, ctx, owner, 'alert_rule', until ? 'snoozed' : 'woken', id, { after: { until: until?.toISOString() ?? null } })
  })
}

/**
 * Deletes a rule; its open alerts resolve with the reason rule_deleted, its past ones stay.
 * @throws AppError forbidden, not_found, conflict when it is deleted already
 */
export function deleteRule(ctx: Context, owner: AlertOwner, { id }: { id: string }): Promise<void> {
  return actFor(ctx, owner, (tx) => deleteRuleIn(tx, ctx, owner, { id }))
}

/** The same as part of another change, whose caller has authorised it. @throws as deleteRule */
export async function deleteRuleIn(tx: Tx, ctx: Context, owner: AlertOwner, { id }: { id: string }): Promise<void> {
  const [deleted] = await tx
    .update(alertRules)
    .set({ deletedAt: ctx.now, version: sql`${alertRules.version} + 1`, updatedAt: ctx.now })
    .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
    .returning({ id: alertRules.id })
  if (!deleted) await refuseDeleted(tx, owner, id)
  await endAlertsOfRule(tx, ctx, id, 'rule_deleted')
  await note(tx, ctx, owner, 'alert_rule', 'deleted', id)
}

/**
 * Takes a deletion of the last hour back. Its alerts stay resolved: what is still bad fires again.
 * @throws AppError forbidden, not_found, conflict when it is not deleted, too long ago, or its name is taken
 */
export function restoreRule(ctx: Context, owner: AlertOwner, { id }: { id: string }): Promise<void> {
  return actFor(ctx, owner, async (tx) => {
    const [restored] = await tx
      .update(alertRules)
      .set({ deletedAt: null, version: sql`${alertRules.version} + 1`, updatedAt: ctx.now })
      .where(
        and(
          eq(alertRules.id, id),
          ownedBy(alertRules.organizationId, owner),
          gt(alertRules.deletedAt, new Date(ctx.now.getTime() - RESTORE_MINUTES * MINUTE)),
          lte(alertRules.deletedAt, ctx.now),
        ),
      )
      .returning({ name: alertRules.name })
    if (!restored) {
      const [known] = await tx
        .select({ deletedAt: alertRules.deletedAt })
        .from(alertRules)
        .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner)))
      if (!known) throw noRule()
      throw new AppError(
        'conflict',
        known.deletedAt ? 'This rule was deleted over an hour ago. Write it anew.' : 'This rule is not deleted. Nothing was changed.',
      )
    }
    await refuseName(tx, owner, restored.name, id)
    await note(tx, ctx, owner, 'alert_rule', 'restored', id)
  })
}

async function readRule(tx: Tx, owner: AlertOwner, id: string) {
  const [rule] = await tx
    .select()
    .from(alertRules)
    .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
  if (!rule) throw noRule()
  return rule
}

async function refuseDeleted(tx: Tx, owner: AlertOwner, id: string): Promise<never> {
  const [known] = await tx
    .select({ id: alertRules.id })
    .from(alertRules)
    .where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner)))
  throw known ? new AppError('conflict', 'This rule is deleted already.') : noRule()
}

function noRule(): AppError {
  return new AppError('not_found', 'There is no such rule.')
}

async function refuseInput(tx: Tx, ctx: Context, owner: AlertOwner, input: RuleInput): Promise<void> {
  refuseProblems(ruleProblems(input, { scope: owner.organizationId === null ? 'platform' : 'organization', now: ctx.now }))
  if (input.toolId === null) return
  const tool = await findTool(tx, input.toolId)
  if (!tool || tool.archivedAt !== null || (owner.organizationId !== null && tool.organizationId !== owner.organizationId)) {
    throw new AppError('not_found', 'There is no such tool.')
  }
}

async function refuseName(tx: Tx, owner: AlertOwner, name: string, except: string | null): Promise<void> {
  const [taken] = await tx
    .select({ id: alertRules.id })
    .from(alertRules)
    .where(
      and(
        ownedBy(alertRules.organizationId, owner),
        isNull(alertRules.deletedAt),
        sql`lower(${alertRules.name}) = lower(${name})`,
        except === null ? undefined : ne(alertRules.id, except),
      ),
    )
    .limit(1)
  if (taken) {
    const message = 'Another rule has this name. Choose one that tells them apart.'
    throw new AppError('conflict', message, { problems: [{ pointer: '/name', message }] })
  }
}

type Facts = Pick<RuleInput, 'kind' | 'metric' | 'operator' | 'threshold' | 'windowMinutes' | 'forMinutes' | 'severity' | 'enabled' | 'toolId'>

function factsOf({ kind, metric, operator, threshold, windowMinutes, forMinutes, severity, enabled, toolId }: Facts): Record<string, unknown> {
  return { kind, metric, operator, threshold, windowMinutes, forMinutes, severity, enabled, toolId }
}
