import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { jobRuns } from '@/db/schema/jobs'
import type { JobResult } from '@/lib/work'
import type { Standing } from './due'
import type { JobRunState, JobTrigger } from './model'

export interface JobRun {
  id: string
  job: string
  at: Date
  trigger: JobTrigger
  state: JobRunState
  counts: Partial<JobResult>
  error: string | null
  startedAt: Date
  finishedAt: Date | null
}

/** Does the database answer, and is it migrated? Never throws. */
export async function isDatabaseReady(): Promise<boolean> {
  try {
    await withPlatform((tx) => tx.select({ id: jobRuns.id }).from(jobRuns).limit(1))
    return true
  } catch {
    return false
  }
}

/** What the local scheduler decides from, by job; jobs that never ran have all fields empty. */
export async function readStandings(tx: Tx, names: string[]): Promise<Map<string, Standing>> {
  const rows = await tx.execute<{ job: string; succeeded_at: string | null; failures: number; failed_at: string | null; running: boolean }>(sql`
      select wanted.job, success.at as succeeded_at, trouble.failures, trouble.failed_at,
        exists (select from leases l where l.name = 'job:' || wanted.job and l.until > clock_timestamp()) as running
      from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) as wanted(job)
      left join lateral (
        select r.at, r.started_at from job_runs r
        where r.job = wanted.job and r.state = 'succeeded' and r.trigger <> 'cli'
        order by r.started_at desc limit 1
      ) success on true
      left join lateral (
        select count(*)::int as failures, max(f.finished_at) as failed_at
        from (
          select r.finished_at from job_runs r
          where r.job = wanted.job and r.state in ('failed', 'abandoned') and r.trigger <> 'cli'
            and (success.started_at is null or r.started_at > success.started_at)
          order by r.started_at desc limit 10
        ) f
      ) trouble on true`)
  return new Map(
    rows.map((row) => [
      row.job,
      {
        succeededAt: row.succeeded_at ? new Date(row.succeeded_at) : null,
        failures: row.failures,
        failedAt: row.failed_at ? new Date(row.failed_at) : null,
        running: row.running,
      },
    ]),
  )
}

export interface RunFilter {
  job?: string
  state?: JobRunState
}

/** History, newest first. Ids grow with time. */
export async function listRuns(tx: Tx, { limit, offset, ...filter }: RunFilter & { limit: number; offset: number }): Promise<JobRun[]> {
  const rows = await tx.select().from(jobRuns).where(matching(filter)).orderBy(desc(jobRuns.id)).limit(limit).offset(offset)
  return rows.map(toRun)
}

export function countRuns(tx: Tx, filter: RunFilter): Promise<number> {
  return tx.$count(jobRuns, matching(filter))
}

/** The newest runs of each job, newest first, at most `limit` a job. */
export async function listRecentRuns(tx: Tx, names: string[], limit: number): Promise<Map<string, JobRun[]>> {
  const lists = await Promise.all(names.map((name) => tx.select().from(jobRuns).where(eq(jobRuns.job, name)).orderBy(desc(jobRuns.startedAt)).limit(limit)))
  return new Map(names.map((name, i) => [name, (lists[i] ?? []).map(toRun)]))
}

/** Who holds which lease now: runs under way (`job:<name>`) and the local scheduler. */
export async function listLeases(tx: Tx): Promise<{ name: string; owner: string; term: number; until: Date }[]> {
  const rows = await tx.execute<{ name: string; owner: string; term: string; until: string }>(
    sql`select name, owner, term, until from leases where until > clock_timestamp() order by name`,
  )
  return rows.map((row) => ({ name: row.name, owner: row.owner, term: Number(row.term), until: new Date(row.until) }))
}

function matching({ job, state }: RunFilter): SQL | undefined {
  return and(job ? eq(jobRuns.job, job) : undefined, state ? eq(jobRuns.state, state) : undefined)
}

function toRun(row: typeof jobRuns.$inferSelect): JobRun {
  return { ...row, trigger: row.trigger as JobTrigger, counts: row.counts as Partial<JobResult> }
}
