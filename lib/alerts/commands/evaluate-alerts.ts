import { sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import type { Context } from '@/lib/auth/model'
import { AppError, rootCause } from '@/lib/errors'
import { meter } from '@/lib/meter'
import { floorTo, MINUTE, SECOND } from '@/lib/time'
import type { JobResult, Work } from '@/lib/work'
import { nextMinute } from '../cursor'
import { judgeMinute, type MinuteResult } from './evaluate-alerts/judge-minute'

/**
 * Judges every closed minute that has not been judged, at most ten, each in one transaction that takes the
 * minute, reads, decides and writes: killed half way nothing has happened, twice is once, two evaluators take
 * turns. A rule that cannot be read is named in alert_rules.last_error and stops no other.
 *
 * judged: minutes; checked: fingerprints looked at; changed: alerts that fired or resolved; failed: rules that could not be read.
 * @throws whatever the database says; the minute is then judged by the next run
 */
export async function evaluateAlerts(_ctx: Context, { now, stillMine }: Work): Promise<JobResult & { judged: number }> {
  const total = { judged: 0, checked: 0, changed: 0, failed: 0 }
  while (await stillMine()) {
    const judged = await judgeNext(now)
    if (judged === null) break
    total.judged++
    total.checked += judged.looked
    total.changed += judged.fired + judged.resolved
    total.failed = Math.max(total.failed, judged.failed)
  }
  return total
}

/**
 * Judges one rule again for the newest minute that was judged, or for the newest closed one if none was.
 * @throws AppError not_found when there is no such rule that is on
 */
export async function forceRun(_ctx: Context, ruleId: string, now: Date): Promise<MinuteResult> {
  return withPlatform(async (tx) => {
    const minute = (await takeTurn(tx)) ?? floorTo(now, MINUTE)
    const result = await judgeMinute(tx, { minute, at: now, since: minute, scope: { ruleId }, moment: () => now })
    if (result.rules === 0) throw new AppError('not_found', 'There is no such rule, or it is switched off.')
    return result
  })
}

async function judgeNext(now: Date): Promise<MinuteResult | null> {
  const startedMs = performance.now()
  let minute: Date | null = null
  try {
    return await withPlatform(async (tx) => {
      const judgedTo = await takeTurn(tx)
      minute = nextMinute(judgedTo, now)
      if (minute === null) return null
      const isNewest = minute.getTime() === floorTo(now, MINUTE).getTime()
      const moment = () => new Date(now.getTime() + performance.now() - startedMs)
      const result = await judgeMinute(tx, { minute, at: isNewest ? now : minute, since: judgedTo ?? minute, scope: null, moment })
      await tx.execute(sql`
        insert into alert_cursor (id, evaluated_to) values (1, ${minute}) on conflict (id) do update set evaluated_to = excluded.evaluated_to`)
      meter().set('alert_evaluation_lag_seconds', {}, (now.getTime() - minute.getTime() + performance.now() - startedMs) / SECOND)
      await noteRun(tx, {
        minute,
        now,
        durationMs: performance.now() - startedMs,
        ...result,
        error: result.failed > 0 ? `${result.failed} rules could not be read.` : null,
      })
      return result
    })
  } catch (error) {
    const cause = rootCause(error)
    const failed = {
      minute: minute ?? floorTo(now, MINUTE),
      now,
      durationMs: performance.now() - startedMs,
      rules: 0,
      looked: 0,
      fired: 0,
      resolved: 0,
      failed: 0,
    }
    await withPlatform((tx) => noteRun(tx, { ...failed, error: cause instanceof Error ? cause.message : String(cause) })).catch(() => {
      // The database is away: the job's own run says so when it is back.
    })
    throw error
  }
}

/** Waits for whoever judges at the moment, then keeps others out until this transaction ends. */
async function takeTurn(tx: Tx): Promise<Date | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${EVALUATION_LOCK}))`)
  // A statement of its own: it sees what the one before has committed.
  const [row] = await tx.execute<{ at: string }>(sql`select evaluated_to as at from alert_cursor where id = 1`)
  return row ? new Date(row.at) : null
}

const EVALUATION_LOCK = 'pulsegrid:evaluate-alerts'

async function noteRun(tx: Tx, run: MinuteResult & { minute: Date; now: Date; durationMs: number; error: string | null }): Promise<void> {
  await tx.execute(sql`
    insert into alert_runs (minute_at, started_at, duration_ms, rules, readings, fired, resolved, failed, error)
    values (${run.minute}, ${run.now}, ${Math.round(run.durationMs)}, ${run.rules}, ${run.looked}, ${run.fired}, ${run.resolved}, ${run.failed}, ${run.error?.slice(0, 500) ?? null})`)
}
