import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId } from '@/lib/ids'
import { isoDay } from '@/lib/time'
import { developerScorecard } from '../developer/card'
import { type DeveloperInputs, storedInputsSchema } from '../developer/inputs'
import { type Closing, pointsWon, type Receipt } from '../developer/receipt'
import { type Evaluation, evaluate } from '../evaluate'

/** A receipt on its way into the database. */
export interface Scored {
  developerId: string
  organizationId: string
  evaluation: Evaluation<DeveloperInputs>
  receipt: Receipt
  closings: Closing[]
}

/**
 * Writes the receipts of one day, a statement for all: a receipt that is there already is corrected,
 * one that is there and equal is left untouched. Replaces the day's closed promises of these
 * developers. Returns how many receipts were written.
 */
export async function saveReceipts(tx: Tx, { asOf, now }: { asOf: Date; now: Date }, scored: readonly Scored[]): Promise<number> {
  const rows = scored.map(({ developerId, organizationId, receipt }) => ({ id: newId(now.getTime()), developerId, organizationId, ...receipt }))
  const written = await tx.execute(sql`
    insert into developer_health_scores as stored
      (id, organization_id, developer_id, as_of, state, score, raw_score, grade, light, capped_at, formula_version, inputs, inputs_hash, breakdown, calculated_at)
    select id, "organizationId", "developerId", ${asOf}, state, score, "rawScore", grade, light, "cappedAt", "formulaVersion", inputs, "inputsHash", breakdown, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh (
      id uuid, "organizationId" uuid, "developerId" uuid, state score_state, score real, "rawScore" real, grade text, light text, "cappedAt" integer,
      "formulaVersion" text, inputs jsonb, "inputsHash" text, breakdown jsonb)
    on conflict (developer_id, as_of) do update set
      state = excluded.state, score = excluded.score, raw_score = excluded.raw_score, grade = excluded.grade, light = excluded.light,
      capped_at = excluded.capped_at, formula_version = excluded.formula_version, inputs = excluded.inputs, inputs_hash = excluded.inputs_hash,
      breakdown = excluded.breakdown, calculated_at = excluded.calculated_at
    where (stored.inputs_hash, stored.formula_version, stored.breakdown) is distinct from (excluded.inputs_hash, excluded.formula_version, excluded.breakdown)
    returning 1
  `)
  await saveClosings(tx, asOf, scored)
  return written.length
}

async function saveClosings(tx: Tx, asOf: Date, scored: readonly Scored[]): Promise<void> {
  const developerIds = JSON.stringify(scored.map(({ developerId }) => developerId))
  await tx.execute(sql`
    delete from action_promises
    where closed_at = ${asOf} and developer_id in (select wanted.id::uuid from jsonb_array_elements_text(${developerIds}::jsonb) as wanted (id))
  `)
  const closing = scored.filter(({ closings }) => closings.length > 0)
  if (closing.length === 0) return
  const opened = await readOpeningReceipts(tx, closing)
  const rows = closing.flatMap(({ developerId, organizationId, evaluation, closings }) =>
    closings.flatMap(({ actionId, since, promisedPoints }) => {
      const then = opened.get(`${developerId} ${since}`)
      // Without its receipt, or with one of another formula, nobody can say what was won.
      if (!then || evaluation.total === null) return []
      return [{ id: newId(), developerId, organizationId, actionId, since, promisedPoints, wonPoints: pointsWon(then, evaluation, actionId) }]
    }),
  )
  await tx.execute(sql`
    insert into action_promises (id, organization_id, developer_id, action_id, opened_at, closed_at, promised_points, won_points)
    select id, "organizationId", "developerId", "actionId", since::timestamptz, ${asOf}, "promisedPoints", "wonPoints"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as fresh (
      id uuid, "organizationId" uuid, "developerId" uuid, "actionId" text, since date, "promisedPoints" real, "wonPoints" real)
    on conflict (developer_id, closed_at, action_id) do update set
      opened_at = excluded.opened_at, promised_points = excluded.promised_points, won_points = excluded.won_points
  `)
}

/** The receipts that made the promises, evaluated; by "developer day". */
async function readOpeningReceipts(tx: Tx, closing: readonly Scored[]): Promise<Map<string, Evaluation<DeveloperInputs>>> {
  const wanted = closing.flatMap(({ developerId, closings }) => closings.map(({ since }) => ({ developerId, since })))
  const rows = await tx.execute<{ developer_id: string; as_of: string; inputs: unknown }>(sql`
    select s.developer_id, s.as_of, s.inputs
    from developer_health_scores s
    where (s.developer_id, s.as_of) in (
      select "developerId", since::timestamptz from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted ("developerId" uuid, since date)
    ) and s.formula_version = ${developerScorecard.version}
  `)
  return new Map(rows.map((row) => [`${row.developer_id} ${isoDay(new Date(row.as_of))}`, evaluate(developerScorecard, storedInputsSchema.parse(row.inputs))]))
}
