import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { DAY, MINUTE, SECOND } from '@/lib/time'
import { type EvaluatorState, evaluatorBanner, evaluatorState } from '../evaluator-health'

export interface EvaluatorHealth {
  state: EvaluatorState
  /** For the banner of the platform; null: all is well. */
  banner: string | null
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
  probes: { made: number; missed: number; alertedP99Seconds: number | null; handedP99Seconds: number | null }
}

/** A breach that is not an alert by then is missed. */
const MISSED_AFTER_MS = 5 * MINUTE

/** How the evaluator itself does: last run, lag, what it timed of itself in the last 24 hours. */
export async function evaluatorHealth(tx: Tx, now: Date): Promise<EvaluatorHealth> {
  const [cursor] = await tx.execute<{ at: string }>(sql`select evaluated_to as at from alert_cursor where id = 1`)
  const [run] = await tx.execute<Omit<NonNullable<EvaluatorHealth['lastRun']>, 'startedAt'> & { startedAt: string; minuteAt: string }>(sql`
    select minute_at as "minuteAt", started_at as "startedAt", duration_ms as "durationMs", rules, readings, fired, resolved, failed, error
    from alert_runs order by id desc limit 1`)
  const [probes] = await tx.execute<EvaluatorHealth['probes'] & Record<string, unknown>>(sql`
    select count(*)::int as made,
      (count(*) filter (where alerted_at is null and breached_at < ${new Date(now.getTime() - MISSED_AFTER_MS)}))::int as missed,
      percentile_disc(0.99) within group (order by extract(epoch from alerted_at - breached_at)::float8) as "alertedP99Seconds",
      percentile_disc(0.99) within group (order by extract(epoch from handed_at - alerted_at)::float8) as "handedP99Seconds"
    from alert_probes where breached_at >= ${new Date(now.getTime() - DAY)}`)
  const judgedTo = cursor ? new Date(cursor.at) : null
  return {
    state: evaluatorState(judgedTo, now),
    banner: evaluatorBanner(judgedTo, now),
    judgedTo,
    lagSeconds: run ? (Date.parse(run.startedAt) - Date.parse(run.minuteAt) + run.durationMs) / SECOND : null,
    lastRun: run ? lastRunOf(run) : null,
    probes: probes ?? { made: 0, missed: 0, alertedP99Seconds: null, handedP99Seconds: null },
  }
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
