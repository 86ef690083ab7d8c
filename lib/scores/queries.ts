import { and, asc, desc, eq, gt, gte, lt, lte, max, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { developers } from '@/db/schema/accounts'
import { actionDismissals, actionPromises, developerHealthScores } from '@/db/schema/scores'
import { tools } from '@/db/schema/tools'
import { AppError } from '@/lib/errors'
import { addDays, startOfDay, type Window } from '@/lib/time'
import { developerScorecard } from './developer/card'
import { securityChecklist } from './developer/checklist'
import { storedInputsSchema } from './developer/inputs'
import { breakdownSchema } from './developer/receipt'
import { unpackSettings } from './facts/queries'
import { type SettingRow, settingColumns, settingFacts, settingJoins } from './facts/statement'
import { grades, type HealthReport, lights, type ScoreHistoryPoint, type SecurityStatus, WINDOW_DAYS } from './model'
import { historyPoint, type StoredReceipt } from './receipts/stored-receipt'
import { assembleReport } from './report'

/** Receipts are read a little further back than four weeks, so that "four weeks ago" may miss a day. */
const READ_DAYS = WINDOW_DAYS + 3

/**
 * All about an organization's health: newest receipt explained, changes, history, action items with
 * dismissals applied, points won, security checklist. Null when the organization is no developer.
 */
export async function findHealthReport(tx: Tx, { organizationId, now }: { organizationId: string; now: Date }): Promise<HealthReport | null> {
  const developer = await findDeveloper(tx, organizationId)
  if (!developer) return null
  const { developerId } = developer
  const ofDeveloper = and(eq(developerHealthScores.developerId, developerId), lte(developerHealthScores.asOf, now))
  const newest = tx
    .select({ asOf: max(developerHealthScores.asOf) })
    .from(developerHealthScores)
    .where(ofDeveloper)
  const receipts = await tx
    .select()
    .from(developerHealthScores)
    .where(and(ofDeveloper, gte(developerHealthScores.asOf, sql`(${newest}) - ${`${READ_DAYS} days`}::interval`)))
    .orderBy(asc(developerHealthScores.asOf))
  const dismissals = await tx
    .select({ actionId: actionDismissals.actionId, remindAt: actionDismissals.remindAt })
    .from(actionDismissals)
    .where(and(eq(actionDismissals.developerId, developerId), gt(actionDismissals.remindAt, now)))
  const won = await tx
    .select({
      actionId: actionPromises.actionId,
      openedAt: actionPromises.openedAt,
      closedAt: actionPromises.closedAt,
      promisedPoints: actionPromises.promisedPoints,
      wonPoints: actionPromises.wonPoints,
    })
    .from(actionPromises)
    .where(and(eq(actionPromises.developerId, developerId), lte(actionPromises.closedAt, now), gt(actionPromises.closedAt, addDays(now, -WINDOW_DAYS))))
    .orderBy(desc(actionPromises.closedAt), desc(actionPromises.wonPoints), asc(actionPromises.actionId))
  const names = await tx.select({ id: tools.id, name: tools.name }).from(tools).where(eq(tools.developerId, developerId))
  return assembleReport({
    organizationId,
    developerId,
    now,
    receipts: receipts.map(readReceipt),
    dismissals,
    won,
    toolNames: new Map(names.map(({ id, name }) => [id, name])),
    security: await getSecurityStatus(tx, { organizationId, now }),
  })
}

/**
 * The same for callers that need one.
 * @throws AppError not_found when the organization publishes nothing
 */
export async function getHealthReport(tx: Tx, at: { organizationId: string; now: Date }): Promise<HealthReport> {
  return (await findHealthReport(tx, at)) ?? noDeveloper()
}

/** The receipts of a window (by asOf), oldest first; empty for an organization that is no developer. */
export async function listScoreHistory(tx: Tx, { organizationId, window }: { organizationId: string; window: Window }): Promise<ScoreHistoryPoint[]> {
  const { asOf } = developerHealthScores
  const rows = await tx
    .select()
    .from(developerHealthScores)
    .where(and(eq(developerHealthScores.organizationId, organizationId), gte(asOf, window.from), lt(asOf, window.to)))
    .orderBy(asc(asOf))
  return rows.map((row) => historyPoint(readReceipt(row)))
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

function readReceipt(row: typeof developerHealthScores.$inferSelect): StoredReceipt {
  const { dimensions, metrics, promises } = breakdownSchema.parse(row.breakdown)
  return {
    asOf: row.asOf,
    score: row.score,
    rawScore: row.rawScore,
    grade: grades.find((grade) => grade === row.grade) ?? null,
    light: lights.find((light) => light === row.light) ?? null,
    formulaVersion: row.formulaVersion,
    inputsHash: row.inputsHash,
    calculatedAt: row.calculatedAt,
    dimensions,
    metrics,
    promises,
    inputs: row.formulaVersion === developerScorecard.version ? storedInputsSchema.parse(row.inputs) : null,
  }
}
