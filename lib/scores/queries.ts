import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { developers } from '@/db/schema/accounts'
import { tools } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'
import { startOfDay, type Window } from '@/lib/time'
import { securityChecklist } from './developer/checklist'
import { developerLedger } from './developer/ledger'
import { assembleReport } from './developer/report'
import { unpackSettings } from './facts/queries'
import { type SettingRow, settingColumns, settingFacts, settingJoins } from './facts/statement'
import type { HealthReport, ScoreHistoryPoint, SecurityStatus } from './model'
import { listHistory, readScore } from './receipts/queries'

/**
 * All about an organization's health: newest receipt explained, changes, history, action items with
 * dismissals applied, points won, security checklist. Null when the organization is no developer.
 */
export async function findHealthReport(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<HealthReport | null> {
  const developer = await findDeveloper(tx, organizationId)
  if (!developer) return null
  const { developerId } = developer
  const [names, score, security] = await Promise.all([
    tx.select({ id: tools.id, name: tools.name }).from(tools).where(eq(tools.developerId, developerId)),
    readScore(tx, developerLedger, { subjectId: developerId, organizationId, now }),
    getSecurityStatus(tx, { organizationId, now }),
  ])
  return assembleReport({ organizationId, developerId, now, ...score, toolNames: new Map(names.map(({ id, name }) => [id, name])), security })
}

/**
 * The same for callers that need one.
 * @throws AppError not_found when the organization publishes nothing
 */
export async function getHealthReport(tx: Tx, at: { organizationId: string; now: Date }): Promise<HealthReport> {
  return (await findHealthReport(tx, at)) ?? noDeveloper()
}

/** The receipts of a window (by asOf), oldest first; empty for an organization that is no developer. */
export function listScoreHistory(tx: Tx, { organizationId, window }: { organizationId: string; window: Window }): Promise<ScoreHistoryPoint[]> {
  return listHistory(tx, developerLedger, { organizationId, window })
}

/**
 * The security checklist as things stand at `now`.
 * @throws AppError not_found when the organization publishes nothing
 */
export async function getSecurityStatus(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<SecurityStatus> {
  const [row] = await tx.execute<SettingRow & { sessions_reviewed_at: string | null } & Record<string, unknown>>(sql`
    with ${settingFacts({ asOf: startOfDay(now), now, organizationId })}
    select ${settingColumns()}, d.sessions_reviewed_at
    from developers d
    ${settingJoins()}
    where d.organization_id = ${organizationId}
  `)
  if (!row) return noDeveloper()
  return securityChecklist(unpackSettings(row), row.sessions_reviewed_at === null ? null : new Date(row.sessions_reviewed_at), now)
}

/**
 * The developer of an organization.
 * @throws AppError not_found when the organization publishes nothing
 */
export async function requireDeveloper(tx: Tx, organizationId: string): Promise<{ developerId: string; organizationId: string }> {
  return (await findDeveloper(tx, organizationId)) ?? noDeveloper()
}

async function findDeveloper(tx: Tx, organizationId: string): Promise<{ developerId: string; organizationId: string } | null> {
  const [row] = await tx.select({ developerId: developers.id }).from(developers).where(eq(developers.organizationId, organizationId))
  return row ? { ...row, organizationId } : null
}

function noDeveloper(): never {
  throw new AppError('not_found', 'This organization publishes no tools, so it has no health score.')
}
