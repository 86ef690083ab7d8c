import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { countAlerts, listAlerts } from '@/lib/alerts/queries/list-alerts'
import { listSeries } from '@/lib/metrics/series/queries'
import { addDays, floorTo, HOUR } from '@/lib/time'
import { type Health, SIMULATED_SERVICE, type Trends } from '../health'
import { platformSentence, platformState } from '../platform'
import { viewSystem } from '../system-figures'
import { explain } from './explain'
import { listSlos } from './list-slos'
import { listSystems } from './list-systems'
import { readMeasured } from './read-measured'

/** Alerts that the page names. */
const ALERTS = 8

/** How the platform is at `now`, and why; reads the tables of minutes and hours, never raw rows. */
export async function readHealth(tx: Tx, now: Date): Promise<Health> {
  const slos = await listSlos(tx, now)
  const judged = slos.filter(({ enabled }) => enabled)
  const systems = await listSystems(tx)
  const measured = await readMeasured(tx, systems, now)
  const troubled = judged.filter(({ standing }) => standing.state === 'breached' || standing.state === 'burning')
  const recent = { of: { organizationId: null }, now, days: 1 } as const
  return {
    state: platformState(judged),
    sentence: platformSentence(judged, now),
    slos,
    findings: await explain(tx, troubled, now),
    systems: systems.map(({ key, name, provider, logService, routes }) => {
      const states = judged.filter(({ systemKey }) => systemKey === key).map(({ standing }) => standing.state)
      return { key, name, provider, logService, ...viewSystem({ key, routes, provider }, states, measured, now) }
    }),
    newest: measured.requests.get('') ?? { requests: 0, errors: 0, p95Ms: null },
    trends: await readTrends(tx, now),
    alerts: await listAlerts(tx, { ...recent, limit: ALERTS }),
    alertCount: await countAlerts(tx, recent),
    simulated: await hasSimulated(tx),
  }
}

async function readTrends(tx: Tx, now: Date): Promise<Trends> {
  const to = floorTo(now, HOUR)
  const window = { from: addDays(to, -1), to }
  const of = { organizationId: null, step: 'hour', window } as const
  const byStatus = await listSeries(tx, { ...of, metric: 'api_requests_total', groupBy: ['status_code'], aggregation: 'sum' })
  const [durations] = await listSeries(tx, { ...of, metric: 'api_request_duration_ms', aggregation: 'p95' })
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
  const total = (hour: number, only: (status: string) => boolean) => {
    const values = byStatus.flatMap(({ group, points }) => (only(group.status_code ?? '') ? (points[hour]?.value ?? []) : []))
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)
  }
  const requests = hours.map((hour) => total(hour, () => true))
  return {
    from: window.from,
    requests,
    errorRatio: hours.map((hour) => (requests[hour] ? (total(hour, (status) => status.startsWith('5')) ?? 0) / requests[hour] : null)),
    p95Ms: hours.map((hour) => durations?.points[hour]?.value ?? null),
  }
}

async function hasSimulated(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ simulated: boolean }>(sql`
    select exists (select from metric_series where organization_id is null and dimensions @> ${JSON.stringify({ service: SIMULATED_SERVICE })}::jsonb) as simulated`)
  return row?.simulated ?? false
}
