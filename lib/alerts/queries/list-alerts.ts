import { and, asc, desc, eq, gt, ilike, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Tx } from '@/db/client'
import { organizations } from '@/db/schema/accounts'
import { alertRules, alerts } from '@/db/schema/alerts'
import { users } from '@/db/schema/auth'
import { tools } from '@/db/schema/tools'
import { addDays } from '@/lib/time'
import type { AlertNarrowing } from '../filter'
import { openStates } from '../model'
import type { AlertOwner } from '../owner'
import type { AlertRow } from '../view'
import { containing, ownedBy } from './owned'

/** `of`: whose; 'everybody' is for staff and needs the platform's rights. */
export interface AlertFilter extends AlertNarrowing {
  of: AlertOwner | 'everybody'
  now: Date
  /** Open ones alone, or closed ones alone. */
  open?: boolean
}

export const alertSorts = ['fired', 'severity', 'lasted'] as const
export type AlertSort = (typeof alertSorts)[number]

interface Page {
  limit: number
  offset?: number
  sort?: AlertSort
  direction?: 'asc' | 'desc'
}

/** Alerts, newest first unless asked otherwise: one page of them. */
export function listAlerts(tx: Tx, { limit, offset = 0, sort = 'fired', direction = 'desc', ...filter }: AlertFilter & Page): Promise<AlertRow[]> {
  const order = direction === 'asc' ? asc : desc
  const by = {
    fired: alerts.firedAt,
    severity: alerts.severity,
    lasted: sql`coalesce(${alerts.resolvedAt}, ${filter.now}) - ${alerts.firedAt}`,
  }[sort]
  return selectAlerts(tx).where(matching(filter)).orderBy(order(by), desc(alerts.firedAt), desc(alerts.id)).limit(limit).offset(offset)
}

export async function countAlerts(tx: Tx, filter: AlertFilter): Promise<number> {
  const [row] = await tx
    .select({ n: sql<number>`count(*)::integer` })
    .from(alerts)
    .leftJoin(alertRules, eq(alertRules.id, alerts.ruleId))
    .leftJoin(tools, eq(tools.id, alerts.toolId))
    .leftJoin(organizations, eq(organizations.id, alerts.organizationId))
    .where(matching(filter))
  return row?.n ?? 0
}

/** Services that alerts of the owner spoke of, to choose from. */
export async function listAlertServices(tx: Tx, owner: AlertOwner): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ service: sql<string>`${alerts.labels} ->> 'service'` })
    .from(alerts)
    .where(and(ownedBy(alerts.organizationId, owner), sql`${alerts.labels} ? 'service'`))
    .orderBy(sql`1`)
    .limit(60)
  return rows.map(({ service }) => service)
}

const holders = alias(users, 'holders')

/** The rows of lists and of an alert's own page. */
export function selectAlerts(tx: Tx) {
  return tx
    .select({
      id: alerts.id,
      organizationId: alerts.organizationId,
      organizationName: organizations.name,
      source: alerts.source,
      ruleId: alerts.ruleId,
      ruleName: alertRules.name,
      state: alerts.state,
      severity: alerts.severity,
      title: alerts.title,
      labels: alerts.labels,
      metric: alerts.metric,
      toolId: alerts.toolId,
      toolName: tools.name,
      unit: alerts.unit,
      firedValue: alerts.firedValue,
      value: alerts.value,
      worstValue: alerts.worstValue,
      threshold: alerts.threshold,
      operator: alerts.operator,
      startedAt: alerts.startedAt,
      firedAt: alerts.firedAt,
      resolvedAt: alerts.resolvedAt,
      resolveReason: alerts.resolveReason,
      acknowledgedAt: alerts.acknowledgedAt,
      acknowledgedBy: holders.name,
      acknowledgement: alerts.acknowledgement,
      closedNote: alerts.closedNote,
      silenceId: alerts.silenceId,
      maintenanceId: alerts.maintenanceId,
      parentAlertId: alerts.parentAlertId,
      snoozedUntil: alertRules.snoozedUntil,
    })
    .from(alerts)
    .leftJoin(alertRules, eq(alertRules.id, alerts.ruleId))
    .leftJoin(tools, eq(tools.id, alerts.toolId))
    .leftJoin(organizations, eq(organizations.id, alerts.organizationId))
    .leftJoin(holders, eq(holders.id, alerts.acknowledgedBy))
    .$dynamic()
}

function matching({ of, now, open, severity, state, ruleId, toolId, service, days, search }: AlertFilter): SQL | undefined {
  const pattern = search ? containing(search) : null
  return and(
    of === 'everybody' ? undefined : ownedBy(alerts.organizationId, of),
    open === undefined ? undefined : open ? inArray(alerts.state, [...openStates]) : notInArray(alerts.state, [...openStates]),
    severity ? eq(alerts.severity, severity) : undefined,
    state ? eq(alerts.state, state) : undefined,
    ruleId ? eq(alerts.ruleId, ruleId) : undefined,
    toolId ? eq(alerts.toolId, toolId) : undefined,
    service ? sql`${alerts.labels} ->> 'service' = ${service}` : undefined,
    days ? gt(alerts.firedAt, addDays(now, -days)) : undefined,
    pattern ? or(ilike(alerts.title, pattern), ilike(alertRules.name, pattern), ilike(tools.name, pattern), ilike(organizations.name, pattern)) : undefined,
  )
}
