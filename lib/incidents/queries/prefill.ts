import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts } from '@/db/schema/alerts'
import { incidentAlerts, incidents } from '@/db/schema/incidents'
import { slos, systems } from '@/db/schema/systems'
import { tools } from '@/db/schema/tools'
import { isId } from '@/lib/alerts/queries/owned'
import type { Severity, SystemImpact } from '../model'
import type { Prefill } from '../view'

const fromSeverity: Record<'warning' | 'critical', { severity: Severity; impact: SystemImpact }> = {
  critical: { severity: 2, impact: 'partial_outage' },
  warning: { severity: 3, impact: 'degraded' },
}

/** What a new incident is filled in with from an alert; null: there is no such alert. Nothing of it is more than a proposal. */
export async function prefillFromAlert(tx: Tx, alertId: string): Promise<Prefill | null> {
  if (!isId(alertId)) return null
  const [alert] = await tx
    .select({
      id: alerts.id,
      title: alerts.title,
      severity: alerts.severity,
      labels: alerts.labels,
      toolId: alerts.toolId,
      ruleId: alerts.ruleId,
      startedAt: alerts.startedAt,
    })
    .from(alerts)
    .where(and(eq(alerts.id, alertId), sql`not ${alerts.labels} ? 'synthetic'`))
  if (!alert) return null
  const { route, provider = null } = alert.labels
  const toolIds = [alert.toolId, alert.labels.tool].filter((id) => id !== null && id !== undefined && isId(id))
  const [incident] = await tx
    .select({ id: incidents.id, number: incidents.number, title: incidents.title })
    .from(incidentAlerts)
    .innerJoin(incidents, eq(incidents.id, incidentAlerts.incidentId))
    .where(and(eq(incidentAlerts.alertId, alertId), sql`${incidents.status} <> 'resolved'`))
  const { severity, impact } = fromSeverity[alert.severity]
  const hit = await listHitSystems(tx, { ruleId: alert.ruleId, route: route ?? null, provider })
  return {
    alertId,
    title: alert.title.slice(0, 200),
    severity,
    startedAt: alert.startedAt,
    systems: hit.map((key) => ({ key, impact })),
    routes: route ? [route] : [],
    tools:
      toolIds.length === 0
        ? []
        : await tx
            .select({ id: tools.id, name: tools.name })
            .from(tools)
            .where(inArray(tools.id, toolIds as string[])),
    provider,
    incident: incident ?? null,
  }
}

/** Systems whose SLO the rule tells of, whose routes hold the alert's, or which are its provider. */
async function listHitSystems(
  tx: Tx,
  { ruleId, route, provider }: { ruleId: string | null; route: string | null; provider: string | null },
): Promise<string[]> {
  const rows = await tx
    .select({ key: systems.key })
    .from(systems)
    .where(
      and(
        isNull(systems.archivedAt),
        or(
          ruleId === null
            ? sql`false`
            : sql`exists (select from ${slos} o where o.system_key = ${systems.key} and o.rule_id = ${ruleId} and o.deleted_at is null)`,
          route === null ? undefined : sql`exists (select from unnest(${systems.routes}) beginning where starts_with(${route}, beginning))`,
          provider === null ? undefined : eq(systems.provider, provider),
        ),
      ),
    )
    .orderBy(asc(systems.position), asc(systems.key))
  return rows.map(({ key }) => key)
}
