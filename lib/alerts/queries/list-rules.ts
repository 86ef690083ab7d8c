import { and, asc, eq, gt, ilike, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alertRules, alerts } from '@/db/schema/alerts'
import { tools } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'
import { addDays } from '@/lib/time'
import type { RuleNarrowing, RuleStanding } from '../filter'
import type { AlertOwner } from '../owner'
import { LATELY_DAYS, type RuleRow } from '../view'
import { containing, isId, ownedBy } from './owned'

export type RuleFilter = AlertOwner & RuleNarrowing & { now: Date }

/** An owner's rules: those with something open first, then by name; one page of them. */
export function listRules(tx: Tx, { limit, offset, ...filter }: RuleFilter & { limit: number; offset: number }): Promise<RuleRow[]> {
  return selectRules(tx, filter.now)
    .where(matching(filter))
    .orderBy(sql`(${openOf()}) = 0`, asc(sql`lower(${alertRules.name})`), asc(alertRules.id))
    .limit(limit)
    .offset(offset)
}

export async function countRules(tx: Tx, filter: RuleFilter): Promise<number> {
  const [row] = await tx.select({ n: sql<number>`count(*)::integer` }).from(alertRules).leftJoin(tools, eq(tools.id, alertRules.toolId)).where(matching(filter))
  return row?.n ?? 0
}

/** One of the owner's rules. @throws AppError not_found, also when it is deleted */
export async function getRule(tx: Tx, { id, now, ...owner }: AlertOwner & { id: string; now: Date }): Promise<RuleRow> {
  const [rule] = isId(id)
    ? await selectRules(tx, now).where(and(eq(alertRules.id, id), ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
    : []
  if (!rule) throw new AppError('not_found', 'There is no such rule.')
  return rule
}

/** One of the owner's rules by its id or its name (whatever its case), or null. */
export async function findRule(tx: Tx, { by, now, ...owner }: AlertOwner & { by: { id: string } | { name: string }; now: Date }): Promise<RuleRow | null> {
  const one = 'id' in by ? eq(alertRules.id, by.id) : sql`lower(${alertRules.name}) = lower(${by.name})`
  const [rule] = await selectRules(tx, now).where(and(one, ownedBy(alertRules.organizationId, owner), isNull(alertRules.deletedAt)))
  return rule ?? null
}

function selectRules(tx: Tx, now: Date) {
  return tx
    .select({
      id: alertRules.id,
      organizationId: alertRules.organizationId,
      name: alertRules.name,
      description: alertRules.description,
      runbookUrl: alertRules.runbookUrl,
      metric: alertRules.metric,
      kind: alertRules.kind,
      aggregation: alertRules.aggregation,
      operator: alertRules.operator,
      threshold: alertRules.threshold,
      windowMinutes: alertRules.windowMinutes,
      filter: alertRules.filter,
      groupBy: alertRules.groupBy,
      toolId: alertRules.toolId,
      toolName: tools.name,
      options: alertRules.options,
      forMinutes: alertRules.forMinutes,
      recoverMinutes: alertRules.recoverMinutes,
      noData: alertRules.noData,
      severity: alertRules.severity,
      cooldownMinutes: alertRules.cooldownMinutes,
      quietFromMinute: alertRules.quietFromMinute,
      quietToMinute: alertRules.quietToMinute,
      quietZone: alertRules.quietZone,
      snoozedUntil: alertRules.snoozedUntil,
      enabled: alertRules.enabled,
      template: alertRules.template,
      version: alertRules.version,
      lastEvaluatedAt: alertRules.lastEvaluatedAt,
      lastError: alertRules.lastError,
      createdAt: alertRules.createdAt,
      updatedAt: alertRules.updatedAt,
      open: openOf(),
      firedLately: sql<number>`(select count(*)::integer from ${alerts} a where a.rule_id = ${alertRules.id} and a.fired_at > ${addDays(now, -LATELY_DAYS)})`,
      lastFiredAt: sql<Date | null>`(select max(a.fired_at) from ${alerts} a where a.rule_id = ${alertRules.id})`.mapWith(alerts.firedAt),
    })
    .from(alertRules)
    .leftJoin(tools, eq(tools.id, alertRules.toolId))
    .$dynamic()
}

function openOf(): SQL<number> {
  return sql<number>`(select count(*)::integer from ${alerts} a where a.rule_id = ${alertRules.id} and a.state in ('firing', 'acknowledged'))`
}

function matching({ organizationId, standing, severity, kind, search, now }: RuleFilter): SQL | undefined {
  const pattern = search ? containing(search) : null
  return and(
    ownedBy(alertRules.organizationId, { organizationId }),
    isNull(alertRules.deletedAt),
    standing ? standingOf(standing, now) : undefined,
    severity ? eq(alertRules.severity, severity) : undefined,
    kind ? eq(alertRules.kind, kind) : undefined,
    pattern ? or(ilike(alertRules.name, pattern), ilike(alertRules.metric, pattern), ilike(tools.name, pattern)) : undefined,
  )
}

function standingOf(standing: RuleStanding, now: Date): SQL | undefined {
  if (standing === 'on') return eq(alertRules.enabled, true)
  if (standing === 'off') return eq(alertRules.enabled, false)
  if (standing === 'snoozed') return gt(alertRules.snoozedUntil, now)
  if (standing === 'failing') return isNotNull(alertRules.lastError)
  return sql`${openOf()} > 0`
}
