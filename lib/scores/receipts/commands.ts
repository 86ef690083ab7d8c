import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId } from '@/lib/ids'
import { isoDay } from '@/lib/time'
import { type Evaluation, evaluate } from '../evaluate'
import type { Ledger } from './ledger'
import { type Closing, pointsWon, type Receipt } from './receipt'

/** A receipt on its way into the database. */
export interface Scored<I> {
  subjectId: string
  organizationId: string
  evaluation: Evaluation<I>
  receipt: Receipt
  closings: Closing[]
}

/** The columns that both tables have and a receipt fills, with their types. */
const commonColumns = [
  { name: 'state', type: 'score_state' },
  { name: 'score', type: 'real' },
  { name: 'grade', type: 'text' },
  { name: 'light', type: 'text' },
  { name: 'formula_version', type: 'text' },
  { name: 'inputs', type: 'jsonb' },
  { name: 'inputs_hash', type: 'text' },
  { name: 'breakdown', type: 'jsonb' },
]

/**
 * Writes the receipts of one day, a statement for all: a receipt that is there already is corrected,
 * one that is there and equal is left untouched. Replaces the day's closed promises of these
 * subjects. Returns how many receipts were written.
 */
export async function saveReceipts<I>(tx: Tx, ledger: Ledger<I>, { asOf, now }: { asOf: Date; now: Date }, scored: readonly Scored<I>[]): Promise<number> {
  const rows = scored.map(({ subjectId, organizationId, receipt }) => ({
    id: newId(now.getTime()),
    organization_id: organizationId,
    subject_id: subjectId,
    state: receipt.state,
    score: receipt.score,
    raw_score: receipt.rawScore,
    grade: receipt.grade,
    light: receipt.light,
    capped_at: receipt.cappedAt,
    formula_version: receipt.formulaVersion,
    inputs: receipt.inputs,
    inputs_hash: receipt.inputsHash,
    breakdown: receipt.breakdown,
  }))
  const columns = [...commonColumns, ...ledger.extraColumns]
  const names = sql.raw(columns.map(({ name }) => name).join(', '))
  const typed = sql.raw(columns.map(({ name, type }) => `${name} ${type}`).join(', '))
  const corrections = sql.raw(columns.map(({ name }) => `${name} = excluded.${name}`).join(', '))
  const written = await tx.execute(sql`
    insert into ${sql.identifier(ledger.table)} as stored (id, organization_id, ${sql.identifier(ledger.subject)}, as_of, calculated_at, ${names})
    select id, organization_id, subject_id, ${asOf}, ${now}, ${names}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh (id uuid, organization_id uuid, subject_id uuid, ${typed})
    on conflict (${sql.identifier(ledger.subject)}, as_of) do update set calculated_at = excluded.calculated_at, ${corrections}
    where (stored.inputs_hash, stored.formula_version, stored.breakdown) is distinct from (excluded.inputs_hash, excluded.formula_version, excluded.breakdown)
    returning 1
  `)
  await saveClosings(tx, ledger, asOf, scored)
  return written.length
}

async function saveClosings<I>(tx: Tx, ledger: Ledger<I>, asOf: Date, scored: readonly Scored<I>[]): Promise<void> {
  const organizationIds = JSON.stringify(scored.map(({ organizationId }) => organizationId))
  await tx.execute(sql`
    delete from action_promises
    where closed_at = ${asOf} and card = ${ledger.name}
      and organization_id in (select wanted.id::uuid from jsonb_array_elements_text(${organizationIds}::jsonb) as wanted (id))
  `)
  const closing = scored.filter(({ closings }) => closings.length > 0)
  if (closing.length === 0) return
  const opened = await readOpeningReceipts(tx, ledger, closing)
  const rows = closing.flatMap(({ subjectId, organizationId, evaluation, closings }) =>
    closings.flatMap(({ actionId, since, promisedPoints }) => {
      const then = opened.get(`${subjectId} ${since}`)
      // Without its receipt, or with one of another formula, nobody can say what was won.
      if (!then || evaluation.total === null) return []
      return [{ id: newId(), organizationId, actionId, since, promisedPoints, wonPoints: pointsWon(then, evaluation, actionId) }]
    }),
  )
  await tx.execute(sql`
    insert into action_promises (id, organization_id, card, action_id, opened_at, closed_at, promised_points, won_points)
    select id, "organizationId", ${ledger.name}::score_card, "actionId", since::timestamptz, ${asOf}, "promisedPoints", "wonPoints"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh (
      id uuid, "organizationId" uuid, "actionId" text, since date, "promisedPoints" real, "wonPoints" real)
    on conflict (organization_id, card, closed_at, action_id) do update set
      opened_at = excluded.opened_at, promised_points = excluded.promised_points, won_points = excluded.won_points
  `)
}

/** The receipts that made the promises, evaluated; by "subject day". */
async function readOpeningReceipts<I>(tx: Tx, ledger: Ledger<I>, closing: readonly Scored<I>[]): Promise<Map<string, Evaluation<I>>> {
  const wanted = closing.flatMap(({ subjectId, closings }) => closings.map(({ since }) => ({ subjectId, since })))
  const subject = sql.identifier(ledger.subject)
  const rows = await tx.execute<{ subject_id: string; as_of: string; inputs: unknown }>(sql`
    select s.${subject} as subject_id, s.as_of, s.inputs
    from ${sql.identifier(ledger.table)} s
    where (s.${subject}, s.as_of) in (
      select "subjectId", since::timestamptz from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted ("subjectId" uuid, since date)
    ) and s.formula_version = ${ledger.card.version}
  `)
  return new Map(rows.map((row) => [`${row.subject_id} ${isoDay(new Date(row.as_of))}`, evaluate(ledger.card, ledger.unpack(row.inputs))]))
}
