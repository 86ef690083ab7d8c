import { and, desc, eq, gt, lte, type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { actionDismissals, actionPromises } from '@/db/schema/scores'
import { addDays, type Window } from '@/lib/time'
import { grades, lights, type ScoreHistoryPoint, WINDOW_DAYS } from '../model'
import type { StoredScore } from '../report'
import type { Ledger } from './ledger'
import { breakdownSchema } from './receipt'
import type { StoredReceipt } from './stored-receipt'

/** Receipts are read a little further back than four weeks, so that "four weeks ago" may miss a day. */
const READ_DAYS = WINDOW_DAYS + 3

type JudgedRow = {
  as_of: string
  score: number | null
  raw_score: number | null
  grade: string | null
  light: string | null
}

type ReceiptRow = JudgedRow & {
  formula_version: string
  inputs: unknown
  inputs_hash: string
  breakdown: unknown
  calculated_at: string
}

/** The receipts of a subject around `now`, its dismissals and the points it has won. */
export async function readScore<I>(tx: Tx, ledger: Ledger<I>, at: { subjectId: string; organizationId: string; now: Date }): Promise<StoredScore<I>> {
  const { subjectId, organizationId, now } = at
  const table = sql.identifier(ledger.table)
  const ofSubject = sql`${sql.identifier(ledger.subject)} = ${subjectId} and organization_id = ${organizationId} and as_of <= ${now}`
  const [receipts, dismissals, won] = await Promise.all([
    tx.execute<ReceiptRow>(sql`
    select ${receiptColumns(ledger)} from ${table}
    where ${ofSubject} and as_of >= (select max(as_of) from ${table} where ${ofSubject}) - ${`${READ_DAYS} days`}::interval
    order by as_of`),
    tx
      .select({ actionId: actionDismissals.actionId, remindAt: actionDismissals.remindAt })
      .from(actionDismissals)
      .where(and(eq(actionDismissals.organizationId, organizationId), eq(actionDismissals.card, ledger.name), gt(actionDismissals.remindAt, now))),
    tx
      .select({
        actionId: actionPromises.actionId,
        openedAt: actionPromises.openedAt,
        closedAt: actionPromises.closedAt,
        promisedPoints: actionPromises.promisedPoints,
        wonPoints: actionPromises.wonPoints,
      })
      .from(actionPromises)
      .where(
        and(
          eq(actionPromises.organizationId, organizationId),
          eq(actionPromises.card, ledger.name),
          lte(actionPromises.closedAt, now),
          gt(actionPromises.closedAt, addDays(now, -WINDOW_DAYS)),
        ),
      )
      .orderBy(desc(actionPromises.closedAt), desc(actionPromises.wonPoints), actionPromises.actionId),
  ])
  return { receipts: receipts.map((row) => readReceipt(ledger, row)), dismissals, won }
}

/** The scores of an organization in a window (by asOf), oldest first: its receipts without what they were calculated from. */
export async function listHistory<I>(
  tx: Tx,
  ledger: Ledger<I>,
  { organizationId, window }: { organizationId: string; window: Window },
): Promise<ScoreHistoryPoint[]> {
  const rows = await tx.execute<JudgedRow & { dimensions: unknown }>(sql`
    select as_of, score, ${rawScore(ledger)}, grade, light, breakdown->'dimensions' as dimensions from ${sql.identifier(ledger.table)}
    where organization_id = ${organizationId} and as_of >= ${window.from} and as_of < ${window.to}
    order by as_of`)
  return rows.map((row) => ({ ...readJudgement(row), dimensions: breakdownSchema.shape.dimensions.parse(row.dimensions) }))
}

function receiptColumns<I>(ledger: Ledger<I>): SQL {
  return sql`as_of, score, ${rawScore(ledger)}, grade, light, formula_version, inputs, inputs_hash, breakdown, calculated_at`
}

function rawScore<I>(ledger: Ledger<I>): SQL {
  return ledger.extraColumns.some(({ name }) => name === 'raw_score') ? sql`raw_score` : sql`score as raw_score`
}

function readJudgement(row: JudgedRow): Pick<ScoreHistoryPoint, 'score' | 'rawScore' | 'grade' | 'light'> & { asOf: Date } {
  return {
    asOf: new Date(row.as_of),
    score: row.score,
    rawScore: row.raw_score,
    grade: grades.find((grade) => grade === row.grade) ?? null,
    light: lights.find((light) => light === row.light) ?? null,
  }
}

function readReceipt<I>(ledger: Ledger<I>, row: ReceiptRow): StoredReceipt<I> {
  const { dimensions, metrics, promises } = breakdownSchema.parse(row.breakdown)
  return {
    ...readJudgement(row),
    formulaVersion: row.formula_version,
    inputsHash: row.inputs_hash,
    calculatedAt: new Date(row.calculated_at),
    dimensions,
    metrics,
    promises,
    inputs: row.formula_version === ledger.card.version ? ledger.unpack(row.inputs) : null,
  }
}
