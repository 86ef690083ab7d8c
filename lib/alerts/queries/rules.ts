import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { AlertRule } from '../rule'

/** A rule with what its alerts say. */
export interface TellingRule extends AlertRule {
  description: string
  runbookUrl: string | null
  template: string | null
}

interface Row extends Omit<TellingRule, 'updatedAt' | 'deletedAt'>, Record<string, unknown> {
  updatedAt: string
  deletedAt: string | null
}

/** Rules by id, deleted and switched off ones too. */
export async function listRulesById(tx: Tx, ids: readonly string[]): Promise<Map<string, TellingRule>> {
  if (ids.length === 0) return new Map()
  return byId(await tx.execute<Row>(sql`select ${columns} from alert_rules where id = any(${`{${ids.join(',')}}`}::uuid[])`))
}

/** The rules of one kind that are on; one of them, if it is on. */
export async function listRulesOfKind(tx: Tx, kind: 'schedule' | 'burn_rate', ruleId: string | null): Promise<Map<string, TellingRule>> {
  return byId(
    await tx.execute<Row>(sql`
      select ${columns} from alert_rules where kind = ${kind} and enabled and deleted_at is null ${ruleId === null ? sql`` : sql`and id = ${ruleId}`}`),
  )
}

const columns = sql`
  id, organization_id as "organizationId", name, description, runbook_url as "runbookUrl", template, metric, kind, aggregation, operator, threshold,
  window_minutes as "windowMinutes", filter, group_by as "groupBy", tool_id as "toolId", options, for_minutes as "forMinutes",
  recover_minutes as "recoverMinutes", no_data as "noData", severity, enabled, version, updated_at as "updatedAt", deleted_at as "deletedAt"`

function byId(rows: Iterable<Row>): Map<string, TellingRule> {
  return new Map(
    Array.from(rows, (row) => [row.id, { ...row, updatedAt: new Date(row.updatedAt), deletedAt: row.deletedAt === null ? null : new Date(row.deletedAt) }]),
  )
}
