import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { alerts } from '@/db/schema/alerts'
import type { AlertFact } from '../message'

/** What messages say of alerts, as it is now, by id. */
export async function readAlertFacts(tx: Tx, ids: readonly string[], consoleUrl: string): Promise<Map<string, AlertFact>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select()
    .from(alerts)
    .where(inArray(alerts.id, [...ids]))
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        fingerprint: row.fingerprint,
        state: row.state,
        severity: row.severity,
        title: row.title,
        description: row.description,
        runbookUrl: row.runbookUrl,
        labels: row.labels,
        metric: row.metric,
        unit: row.unit,
        value: row.value,
        threshold: row.threshold,
        operator: row.operator,
        firedAt: row.firedAt,
        resolvedAt: row.resolvedAt,
        resolveReason: row.resolveReason,
        url: `${consoleUrl}${alertsPath(row.organizationId)}/${row.id}`,
        sourceUrl: row.sourceUrl,
      },
    ]),
  )
}

/** The page that lists an owner's alerts. */
export function alertsPath(owner: string | null): string {
  return owner === null ? '/admin/alerts' : '/dashboard/alerts'
}
