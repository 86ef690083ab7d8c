import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { slos, systems } from '@/db/schema/systems'
import { changeRuleIn, createRuleIn, deleteRuleIn } from '@/lib/alerts/commands/rules'
import { findRule } from '@/lib/alerts/queries/list-rules'
import { ruleInputSchema } from '@/lib/alerts/rule-input'
import type { RuleRow } from '@/lib/alerts/view'
import type { Context } from '@/lib/auth/model'
import { AppError } from '@/lib/errors'
import { newId } from '@/lib/ids'
import type { JobResult } from '@/lib/work'
import { keyOf, type SloInput, sloProblems, sloRule, sloRuleName } from '../slo-input'
import { actForPlatform, noteChange } from './act'

const platform = { organizationId: null }
/** SLOs that the platform may have. Ours: what one page can tell of. */
const MAX_SLOS = 50

/**
 * Writes a new SLO and, in the same transaction, the rule that tells of its burning budget.
 * @throws AppError forbidden, invalid (each field that is wrong, a rule that could never fire), not_found for the system, conflict when the name is taken or there are 50
 */
export function createSlo(ctx: Context, input: SloInput): Promise<{ id: string; version: number }> {
  return actForPlatform(ctx, async (tx) => {
    refuseProblems(input, ctx.now)
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('pulsegrid:slos'))`)
    await refuseSystem(tx, input.systemKey, null)
    const id = newId(ctx.now.getTime())
    await refuseName(tx, input.name, null)
    const [{ n } = { n: 0 }] = await tx.select({ n: sql<number>`count(*)::integer` }).from(slos).where(isNull(slos.deletedAt))
    if (n >= MAX_SLOS) throw new AppError('conflict', `There are ${MAX_SLOS} SLOs already. Delete one that is not needed.`)
    const { id: ruleId } = await createRuleIn(tx, ctx, platform, sloRule(input))
    const { alerts: _, minBad: __, ...columns } = input
    await tx.insert(slos).values({ ...columns, id, key: await freeKey(tx, input.name, id), ruleId, createdAt: ctx.now, updatedAt: ctx.now })
    await noteChange(tx, ctx, 'slo', 'created', id, { after: factsOf(input) })
    return { id, version: 1 }
  })
}

/**
 * Changes an SLO that is still as its editor saw it, and its rule with it: what somebody has set at the rule itself
 * (severity, rest, quiet hours, a name of its own) stays. A rule that was deleted is written anew when it is to tell.
 * @throws AppError forbidden, invalid, not_found, conflict when it was changed meanwhile or the name is taken
 */
export function changeSlo(ctx: Context, { id, version, input }: { id: string; version: number; input: SloInput }): Promise<{ id: string; version: number }> {
  return actForPlatform(ctx, async (tx) => {
    const before = await readSlo(tx, id)
    refuseProblems(input, ctx.now)
    await refuseSystem(tx, input.systemKey, before.systemKey)
    await refuseName(tx, input.name, id)
    const ruleId = await followRule(tx, ctx, before, input)
    const { alerts: _, minBad: __, ...columns } = input
    const [changed] = await tx
      .update(slos)
      .set({ ...columns, ruleId, version: version + 1, updatedAt: ctx.now })
      .where(and(eq(slos.id, id), isNull(slos.deletedAt), eq(slos.version, version)))
      .returning({ version: slos.version })
    if (!changed) throw new AppError('conflict', 'Somebody changed this SLO meanwhile. Nothing was saved; open it again and enter your change there.')
    await noteChange(tx, ctx, 'slo', 'changed', id, { before: { objective: before.objective, windowDays: before.windowDays }, after: factsOf(input) })
    return { id, version: changed.version }
  })
}

/**
 * Deletes an SLO and its rule, whose open alerts resolve.
 * @throws AppError forbidden, not_found, conflict when it was changed meanwhile
 */
export function deleteSlo(ctx: Context, { id, version }: { id: string; version: number }): Promise<void> {
  return actForPlatform(ctx, async (tx) => {
    const before = await readSlo(tx, id)
    const [deleted] = await tx
      .update(slos)
      .set({ deletedAt: ctx.now, version: version + 1, updatedAt: ctx.now })
      .where(and(eq(slos.id, id), isNull(slos.deletedAt), eq(slos.version, version)))
      .returning({ id: slos.id })
    if (!deleted) throw new AppError('conflict', 'Somebody changed this SLO meanwhile. Nothing was deleted; look at it again first.')
    const rule = await ruleOf(tx, ctx, before.ruleId)
    if (rule) await deleteRuleIn(tx, ctx, platform, { id: rule.id })
    await noteChange(tx, ctx, 'slo', 'deleted', id)
  })
}

/**
 * Gives SLOs that never had a rule theirs: those that come with the product. One whose rule was deleted stays without;
 * runs at once do it once.
 * @returns checked: SLOs without; changed: those that got one; failed: those whose rule's name is taken by something else
 */
export function ensureSloRules(ctx: Context): Promise<JobResult> {
  return withPlatform(async (tx) => {
    const without = await tx
      .select()
      .from(slos)
      .where(and(isNull(slos.ruleId), isNull(slos.deletedAt)))
      .orderBy(slos.position)
      .for('update', { skipLocked: true })
    const result = { checked: without.length, changed: 0, failed: 0 }
    for (const slo of without) {
      const input = sloRule({ ...slo, windowDays: windowOf(slo.windowDays), alerts: true, minBad: null })
      const taken = await findRule(tx, { by: { name: input.name }, organizationId: null, now: ctx.now })
      if (taken && taken.kind !== 'burn_rate') {
        result.failed++
        continue
      }
      const ruleId = taken?.id ?? (await createRuleIn(tx, ctx, platform, input)).id
      await tx.update(slos).set({ ruleId, updatedAt: ctx.now }).where(eq(slos.id, slo.id))
      result.changed++
    }
    return result
  })
}

async function followRule(tx: Tx, ctx: Context, before: { name: string; ruleId: string | null }, input: SloInput): Promise<string | null> {
  const rule = await ruleOf(tx, ctx, before.ruleId)
  const wanted = sloRule(input)
  if (!rule) return input.alerts ? (await createRuleIn(tx, ctx, platform, wanted)).id : before.ruleId
  const kept = Object.fromEntries(Object.keys(ruleInputSchema.shape).map((name) => [name, rule[name as keyof RuleRow]]))
  const name = rule.name === sloRuleName(before.name) ? wanted.name : rule.name
  const next = ruleInputSchema.parse({ ...kept, name, options: wanted.options, enabled: wanted.enabled })
  await changeRuleIn(tx, ctx, platform, { id: rule.id, version: rule.version, input: next })
  return rule.id
}

function ruleOf(tx: Tx, ctx: Context, id: string | null): Promise<RuleRow | null> {
  return id === null ? Promise.resolve(null) : findRule(tx, { by: { id }, organizationId: null, now: ctx.now })
}

function refuseProblems(input: SloInput, now: Date): void {
  const problems = sloProblems(input, now)
  if (problems.length > 0) throw new AppError('invalid', problems.map(({ message }) => message).join(' '), { problems })
}

async function readSlo(tx: Tx, id: string) {
  const [slo] = await tx
    .select()
    .from(slos)
    .where(and(eq(slos.id, id), isNull(slos.deletedAt)))
    .for('update')
  if (!slo) throw new AppError('not_found', 'There is no such SLO.')
  return slo
}

/** An archived system keeps the SLOs that it has. */
async function refuseSystem(tx: Tx, key: string, before: string | null): Promise<void> {
  const [system] = await tx.select({ archivedAt: systems.archivedAt }).from(systems).where(eq(systems.key, key))
  if (system && (system.archivedAt === null || key === before)) return
  const message = `There is no system ${key}. Choose one of the list.`
  throw new AppError('not_found', message, { problems: [{ pointer: '/systemKey', message }] })
}

async function refuseName(tx: Tx, name: string, except: string | null): Promise<void> {
  const [taken] = await tx
    .select({ id: slos.id })
    .from(slos)
    .where(and(isNull(slos.deletedAt), sql`lower(${slos.name}) = lower(${name})`, except === null ? undefined : ne(slos.id, except)))
    .limit(1)
  if (!taken) return
  const message = 'Another SLO has this name. Choose one that tells them apart.'
  throw new AppError('conflict', message, { problems: [{ pointer: '/name', message }] })
}

/** Keys of deleted SLOs are not given again: they stand in what was told of them. */
async function freeKey(tx: Tx, name: string, id: string): Promise<string> {
  const key = keyOf(name) || 'slo'
  const [taken] = await tx.select({ id: slos.id }).from(slos).where(eq(slos.key, key))
  return taken ? `${key}-${id.slice(-6)}` : key
}

function windowOf(days: number): SloInput['windowDays'] {
  return days === 28 || days === 30 ? days : 7
}

function factsOf({ objective, windowDays, minEvents, enabled, alerts, systemKey }: SloInput): Record<string, unknown> {
  return { objective, windowDays, minEvents, enabled, alerts, systemKey }
}
