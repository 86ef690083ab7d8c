import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { HOUR } from '@/lib/time'
import { marksAt } from '../../marks'
import { readAround } from '../../queries/around'
import { listSeenDependencies } from '../../queries/dependencies-seen'

/** Writes on open alerts, also those from outside, what keeps them from being told at `now`; only where that has changed. */
export async function refreshMarks(tx: Tx, now: Date): Promise<void> {
  const { open, ...around } = await readAround(tx, now)
  if (open.length === 0) return
  const marks = marksAt(open, around, now)
  const changed = open.flatMap((alert) => {
    const next = marks.get(alert.id)
    const same = !next || (next.silenceId === alert.silenceId && next.maintenanceId === alert.maintenanceId && next.parentAlertId === alert.parentAlertId)
    return same ? [] : [{ id: alert.id, silence: next.silenceId, maintenance: next.maintenanceId, parent: next.parentAlertId }]
  })
  if (changed.length === 0) return
  await tx.execute(sql`
    update alerts a set silence_id = r.silence, maintenance_id = r.maintenance, parent_alert_id = r.parent, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(changed)}::jsonb) as r (id uuid, silence uuid, maintenance uuid, parent uuid)
    where a.id = r.id and a.state in ('firing', 'acknowledged')`)
}

/** What stories traced to a provider is a dependency from then on: for its organization's alerts and for the platform's. */
export async function inferDependencies(tx: Tx, now: Date): Promise<void> {
  const seen = await listSeenDependencies(tx, new Date(now.getTime() - HOUR))
  if (seen.length === 0) return
  const rows = seen.flatMap(({ organizationId, toolId, provider }) => [
    { organization: organizationId, tool: toolId, provider },
    { organization: null, tool: toolId, provider },
  ])
  await tx.execute(sql`
    insert into alert_dependencies (organization_id, child_label, child_value, parent_label, parent_value, origin, created_at)
    select distinct r.organization, 'tool', r.tool, 'provider', r.provider, 'inferred', ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (organization uuid, tool text, provider text)
    on conflict do nothing`)
}
