import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY, MINUTE, SECOND } from '@/lib/time'
import { type EvaluatorBanner, type EvaluatorState, evaluatorBanner, evaluatorState } from '../evaluator-health'

export interface EvaluatorHealth {
  state: EvaluatorState
  /** For the banner of the platform; null: all is well. */
  banner: EvaluatorBanner | null
  /** End of the newest minute that was judged. */
  judgedTo: Date | null
  /** How long after the end of its minute the newest run was done; null before the first. */
  lagSeconds: number | null
  lastRun: {
    startedAt: Date
    durationMs: number
    rules: number
    readings: number
    fired: number
    resolved: number
    failed: number
    error: string | null
  } | null
  /** Breaches that the product made itself in the last 24 hours: how many, how many never became an alert, and how long it took. */
  probes: {
    made: number
    missed: number
    /** From the breach to the alert. */
    alertedP50Seconds: number | null
    alertedP99Seconds: number | null
    /** From there until a channel had accepted the message about it. */
    handedP50Seconds: number | null
    handedP99Seconds: number | null
  }
}

/** A breach that is not an alert by then is missed. */
const MISSED_AFTER_MS = 5 * MINUTE

/** End of the newest minute that was judged; null before the first. Needs the platform's rights. */
export async function findJudgedTo(tx: Tx): Promise<Date | null> {
  const [row] = await tx.execute<{ at: string | null }>(sql`select ${judgedTo} as at`)
  return row?.at ? new Date(row.at) : null
}

/** The same as a part of a larger statement. */
export const judgedTo = sql`(select evaluated_to from alert_cursor where id = 1)`

/** How the evaluator itself does: last run, lag, what it timed of itself in the last 24 hours. */
export async function evaluatorHealth(tx: Tx, now: Date): Promise<EvaluatorHealth> {
  const [run] = await tx.execute<Omit<NonNullable<EvaluatorHealth['lastRun']>, 'startedAt'> & { startedAt: string; minuteAt: string }>(sql`
    select minute_at as "minuteAt", started_at as "startedAt", duration_ms as "durationMs", rules, readings, fired, resolved, failed, error
    from alert_runs order by id desc limit 1`)
  const [probes] = await tx.execute<EvaluatorHealth['probes'] & Record<string, unknown>>(sql`
    select count(*)::int as made,
      (count(*) filter (where alerted_at is null and breached_at < ${new Date(now.getTime() - MISSED_AFTER_MS)}))::int as missed,
      ${percentile(0.5, ALERTED)} as "alertedP50Seconds", ${percentile(0.99, ALERTED)} as "alertedP99Seconds",
      ${percentile(0.5, HANDED)} as "handedP50Seconds", ${percentile(0.99, HANDED)} as "handedP99Seconds"
    from alert_probes where breached_at >= ${new Date(now.getTime() - DAY)}`)
  const to = await findJudgedTo(tx)
  return {
    state: evaluatorState(to, now),
    banner: evaluatorBanner(to, now, 'staff'),
    judgedTo: to,
    lagSeconds: run ? (Date.parse(run.startedAt) - Date.parse(run.minuteAt) + run.durationMs) / SECOND : null,
    lastRun: run ? lastRunOf(run) : null,
    probes: probes ?? { made: 0, missed: 0, alertedP50Seconds: null, alertedP99Seconds: null, handedP50Seconds: null, handedP99Seconds: null },
  }
}

const ALERTED = sql`alerted_at - breached_at`
const HANDED = sql`handed_at - alerted_at`

function percentile(part: number, of: SQL): SQL {
  return sql`percentile_disc(${part}::float8) within group (order by extract(epoch from ${of})::float8)`
}

function lastRunOf({
  startedAt,
  durationMs,
  rules,
  readings,
  fired,
  resolved,
  failed,
  error,
}: Omit<NonNullable<EvaluatorHealth['lastRun']>, 'startedAt'> & { startedAt: string }) {
  return { startedAt: new Date(startedAt), durationMs, rules, readings, fired, resolved, failed, error }
}
