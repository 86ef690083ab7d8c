import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { DeveloperInputs, ToolInputs } from '../developer/inputs'
import type { Promises } from '../receipts/receipt'
import { isSemver } from './semver'
import { developerFactsStatement, type SettingRow } from './statement'

export interface DeveloperFacts {
  /** The developer. */
  subjectId: string
  organizationId: string
  inputs: DeveloperInputs
  /** Promises of the newest receipt before asOf; empty without one. */
  promises: Promises
}

/**
 * The scorecard inputs of all developers (in a tenant's transaction: of its own), by developer id.
 * asOf is a UTC midnight, `now` the moment whose settings count.
 */
export async function readDeveloperFacts(tx: Tx, at: { asOf: Date; now: Date }): Promise<DeveloperFacts[]> {
  // Hashing 50,000 tools then stays in memory; the default of a hosted Postgres (4 MB) would spill.
  await tx.execute(sql`select set_config('work_mem', '64MB', true)`)
  const rows = await tx.execute<FactsRow>(developerFactsStatement(at))
  return rows.map((row) => ({
    subjectId: row.id,
    organizationId: row.organization_id,
    inputs: {
      tools: (row.tools ?? []).map(unpackTool),
      ...unpackSettings(row),
      deliveries: row.deliveries ?? 0,
      delivered: row.delivered ?? 0,
      reviews: row.reviews ?? 0,
      stars: row.stars ?? 0,
      reviewsDue: row.due ?? 0,
      answered: row.answered ?? 0,
      answeredInTime: row.answered_in_time ?? 0,
      refunds: row.refunds ?? 0,
      revenueMicros: row.revenue_micros ?? 0,
      previousInvocations: row.previous_invocations ?? 0,
      previousRevenueMicros: row.previous_revenue_micros ?? 0,
      consumers: row.consumers ?? 0,
      errorsConsumer: row.errors_consumer ?? 0,
      errorsPlatform: row.errors_platform ?? 0,
      errorsUpstream: row.errors_upstream ?? 0,
      excused: (row.windows ?? []).map(([label, minutes]) => ({ label, minutes })),
    },
    promises: row.promises ?? {},
  }))
}

/** The settings among the inputs; null columns mean that there is no key. */
export function unpackSettings(
  row: SettingRow,
): Pick<DeveloperInputs, 'stripeConnect' | 'twoFactor' | 'webhookEndpoint' | 'budgetControls' | 'auditRetention' | 'keys' | 'keysOpen' | 'keysOld'> {
  return {
    stripeConnect: row.stripe_connect_active,
    twoFactor: row.two_factor,
    webhookEndpoint: row.webhook_endpoint,
    budgetControls: row.budget_controls_enabled,
    auditRetention: row.audit_retention,
    keys: row.keys ?? 0,
    keysOpen: row.open_keys ?? 0,
    keysOld: row.old_keys ?? 0,
  }
}

/** A row of developerFactsStatement. Sums are null where there was nothing to sum. */
interface FactsRow extends SettingRow, Record<string, unknown> {
  id: string
  organization_id: string
  tools: PackedTool[] | null
  revenue_micros: number | null
  errors_consumer: number | null
  errors_platform: number | null
  errors_upstream: number | null
  previous_invocations: number | null
  previous_revenue_micros: number | null
  deliveries: number | null
  delivered: number | null
  reviews: number | null
  stars: number | null
  due: number | null
  answered: number | null
  answered_in_time: number | null
  refunds: number | null
  consumers: number | null
  windows: [label: string, minutes: number][] | null
  promises: Promises | null
}

type PackedTool = [
  id: string,
  invocations: number,
  rated: number,
  errors: number,
  fairRated: number,
  fairErrors: number,
  latencyCount: number,
  latencySumMs: number,
  endpoint: boolean,
  probes: number,
  probesDown: number,
  version: string | null,
  hasChangelog: boolean | null,
]

function unpackTool(packed: PackedTool): ToolInputs {
  const [id, invocations, rated, errors, fairRated, fairErrors, latencyCount, latencySumMs, endpoint, probes, probesDown, version, hasChangelog] = packed
  return {
    id,
    invocations,
    rated,
    errors,
    fairRated,
    fairErrors,
    latencyCount,
    // To the microsecond: parallel workers add doubles in any order, and a rerun must give the same receipt.
    latencySumMs: Math.round(latencySumMs * 1_000) / 1_000,
    endpoint,
    probes,
    probesDown,
    version: version === null ? null : !isSemver(version) ? 'not_semver' : hasChangelog ? 'good' : 'no_changelog',
  }
}
