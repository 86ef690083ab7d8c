import type postgres from 'postgres'
import type { AlertRule } from '@/lib/alerts/rule'
import { newId } from '@/lib/ids'
import { MINUTE } from '@/lib/time'
import { someRule } from './alert-rule'

/** A rule in the table; what is left out is that of someRule. Returns its id. */
export async function makeRule(
  owner: postgres.Sql,
  given: Partial<AlertRule & { description: string; template: string; createdAt: Date }> = {},
): Promise<string> {
  const rule = { ...someRule(), id: newId(), ...given }
  await owner`
    insert into alert_rules (id, organization_id, name, description, metric, kind, aggregation, operator, threshold, window_minutes, filter, group_by, tool_id, options,
      for_minutes, recover_minutes, no_data, severity, enabled, version, template, updated_at)
    values (${rule.id}, ${rule.organizationId}, ${rule.name}, ${given.description ?? ''}, ${rule.metric}, ${rule.kind}, ${rule.aggregation}, ${rule.operator}, ${rule.threshold},
      ${rule.windowMinutes}, ${owner.json(rule.filter)}, ${[...rule.groupBy]}, ${rule.toolId}, ${owner.json(rule.options)}, ${rule.forMinutes}, ${rule.recoverMinutes},
      ${rule.noData}, ${rule.severity}, ${rule.enabled}, ${rule.version}, ${given.template ?? null}, ${rule.updatedAt})`
  return rule.id
}

/** A series; returns its id. */
export async function makeSeries(
  owner: postgres.Sql,
  metric: string,
  dimensions: Record<string, string> = {},
  { kind = 'gauge', organizationId = null as string | null } = {},
): Promise<number> {
  const [row] = await owner<{ id: string }[]>`
    insert into metric_series (organization_id, metric, kind, dimensions, last_at)
    values (${organizationId}, ${metric}, ${kind}, ${owner.json(dimensions)}, '2026-01-01') returning id`
  if (!row) throw new Error('no series')
  return Number(row.id)
}

const WRITER = '00000000-0000-4000-8000-0000000000ff'

/** What a series held in the minute that ends at `minute`; null takes it away. */
export async function setMinute(owner: postgres.Sql, seriesId: number, minute: Date, value: number | null, writer = WRITER): Promise<void> {
  const at = new Date(minute.getTime() - MINUTE)
  await owner`select ensure_partitions('metric_minutes', ${at}, ${at})`
  await owner`delete from metric_minutes where series_id = ${seriesId} and at = ${at} and writer = ${writer}`
  if (value === null) return
  await owner`
    insert into metric_minutes (series_id, organization_id, at, count, sum, min, max, last, writer)
    select id, organization_id, ${at}, 1, ${value}, ${value}, ${value}, ${value}, ${writer} from metric_series where id = ${seriesId}`
  await owner`update metric_series set last_at = greatest(last_at, ${at}) where id = ${seriesId}`
}
