import { withTenant } from '@/db/client'
import { alertEvents, alerts } from '@/db/schema/alerts'
import { newId } from '@/lib/ids'
import type { LabAlert } from '../lab/model'
import type { AlertSeverity, Operator } from '../model'
import { fingerprintOf } from '../rule'

interface PastOfRule {
  organizationId: string
  rule: {
    id: string
    name: string
    metric: string | null
    unit: string
    severity: AlertSeverity
    operator: Operator | null
    threshold: number | null
    description: string
  }
  /** What the rule would have fired, from the lab; what is still open there becomes an open alert. */
  fired: readonly LabAlert[]
  /** What an alert says, of its value. */
  say: (alert: LabAlert) => string
}

/** Writes what a rule would have fired in the past as its alerts, with their events: for a simulated past, in which nobody is told of anything. */
export function recordPast({ organizationId, rule, fired, say }: PastOfRule): Promise<number> {
  return withTenant(organizationId, async (tx) => {
    for (const one of fired) {
      const id = newId(one.firedAt.getTime())
      const { firedAt, resolvedAt, labels, severity, worst } = one
      await tx.insert(alerts).values({
        id,
        organizationId,
        ruleId: rule.id,
        fingerprint: fingerprintOf(rule.id, labels),
        state: resolvedAt ? 'resolved' : 'firing',
        severity,
        title: say(one),
        description: rule.description,
        labels: { ...labels, ...(rule.metric ? { metric: rule.metric } : {}), rule: rule.name, severity },
        metric: rule.metric,
        toolId: labels.tool ?? null,
        unit: rule.unit,
        firedValue: worst,
        value: worst,
        worstValue: worst,
        threshold: rule.threshold,
        operator: rule.operator,
        startedAt: firedAt,
        firedAt,
        resolvedAt,
        resolveReason: resolvedAt ? 'recovered' : null,
        createdAt: firedAt,
        updatedAt: resolvedAt ?? firedAt,
      })
      const event = { alertId: id, organizationId }
      await tx.insert(alertEvents).values({ ...event, type: 'fired', value: worst, at: firedAt })
      if (resolvedAt) await tx.insert(alertEvents).values({ ...event, type: 'resolved', note: 'recovered', at: resolvedAt })
    }
    return fired.length
  })
}
