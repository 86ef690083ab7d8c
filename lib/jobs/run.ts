import { hostname } from 'node:os'
import { and, eq, inArray, sql } from 'drizzle-orm'
import { type Tx, withPlatform } from '@/db/client'
import { jobRuns, processedMessages } from '@/db/schema/jobs'
import type { Actor, Context } from '@/lib/auth/model'
import { rootCause } from '@/lib/errors'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { meter } from '@/lib/meter'
import { SECOND } from '@/lib/time'
import type { JobResult } from '@/lib/work'
import { acquireLease, type Lease, releaseLease, renewLease } from './leases'
import { type Job, type JobTrigger, LEASE_SECONDS, type NotStarted, type RunOutcome } from './model'
import { isShuttingDown } from './shutdown'

export interface RunRequest {
  now: Date
  trigger: JobTrigger
  /** Who asked, for a run by hand; otherwise the job itself acts. */
  actor?: Actor
  requestId?: string
  ip?: string | null
  /** Keys of the message that asks for the run; worked at most once to success. */
  messageKeys?: string[]
}

/** A run that has begun: its lease is held and its row says running. */
export interface Run {
  state: 'begun'
  id: string
  /** Does the work. Never throws: a failure is an outcome, recorded in job_runs. */
  work: () => Promise<RunOutcome>
}

/**
 * Runs a job to its end, unless another run of it is under way.
 * @throws only when the database is away before the run has begun
 */
export async function runJob(job: Job, request: RunRequest): Promise<RunOutcome | NotStarted> {
  const run = await beginRun(job, request)
  return run.state === 'begun' ? run.work() : run
}

/**
 * Takes the job's lease and records the run, in one transaction. Rows of runs that died are marked
 * abandoned here: whoever gets the lease knows that nobody else is running.
 * @throws when the database is away
 */
export async function beginRun(job: Job, request: RunRequest): Promise<Run | NotStarted> {
  const id = newId()
  const owner = `${hostname()}:${process.pid}:${id}`
  const lease = await withPlatform(async (tx): Promise<Lease | NotStarted> => {
    const taken = await acquireLease(tx, leaseName(job.name), owner, LEASE_SECONDS)
    if ('heldUntil' in taken) return { state: 'already_running', until: taken.heldUntil }
    if (await wasWorked(tx, request.messageKeys ?? [])) {
      await releaseLease(tx, taken)
      return { state: 'replayed' }
    }
    await tx
      .update(jobRuns)
      .set({ state: 'abandoned', finishedAt: sql`clock_timestamp()`, error: 'The process that ran it gave no sign of life.' })
      .where(and(eq(jobRuns.job, job.name), eq(jobRuns.state, 'running')))
    await tx.insert(jobRuns).values({ id, job: job.name, at: request.now, trigger: request.trigger, state: 'running', startedAt: sql`clock_timestamp()` })
    return taken
  })
  if ('state' in lease) return lease
  return { state: 'begun', id, work: () => work(job, request, id, lease) }
}

/** The name of the lease that the runs of a job take turns with. */
export function leaseName(job: string): string {
  return `job:${job}`
}

/** Has one of these messages been worked to success before? */
export async function wasWorked(tx: Tx, keys: string[]): Promise<boolean> {
  if (keys.length === 0) return false
  const known = await tx.select({ id: processedMessages.messageId }).from(processedMessages).where(inArray(processedMessages.messageId, keys)).limit(1)
  return known.length > 0
}

async function work(job: Job, request: RunRequest, runId: string, lease: Lease): Promise<RunOutcome> {
  const ctx: Context = {
    actor: request.actor ?? { kind: 'job', job: job.name },
    now: request.now,
    requestId: request.requestId ?? runId,
    ip: request.ip ?? null,
  }
  const startedAt = performance.now()
  const endsAt = startedAt + job.maxSeconds * SECOND
  let endedEarly = false
  const mine = async () => !isShuttingDown() && performance.now() < endsAt && (await renewLease(lease, LEASE_SECONDS))
  const stillMine = async () => {
    const answer = await mine()
    if (!answer) endedEarly = true
    return answer
  }
  // A sign of life for work that takes longer between its batches than a lease lasts. A renewal that
  // fails is tried again in time or the lease runs out, which stillMine notices.
  const heartbeat = setInterval(() => void mine().catch(() => undefined), (LEASE_SECONDS * SECOND) / 3)
  let outcome: RunOutcome
  try {
    const counts = await job.run(ctx, { now: request.now, stillMine })
    outcome = endedEarly ? { state: 'abandoned', runId } : { state: 'succeeded', runId, counts }
  } catch (error) {
    log().error({ job: job.name, runId, err: rootCause(error) }, 'job failed')
    outcome = { state: 'failed', runId, error: rootMessage(error) }
  } finally {
    clearInterval(heartbeat)
  }
  meter().add('job_runs_total', { type: job.name, status: outcome.state })
  meter().observe('job_duration_ms', { type: job.name }, performance.now() - startedAt)
  try {
    return (await record(outcome, request, lease)) ? outcome : { state: 'abandoned', runId }
  } catch (error) {
    // The row stays "running" and the lease runs out: the next run takes over.
    log().error({ job: job.name, runId, err: rootCause(error) }, 'the end of the run could not be recorded')
    return { state: 'failed', runId, error: rootMessage(error) }
  }
}

// The message counts as worked in the transaction that records the success: a crash before it lets
// the sender's repeat run, one after it makes the repeat a replay.
async function record(outcome: RunOutcome, request: RunRequest, lease: Lease): Promise<boolean> {
  return withPlatform(async (tx) => {
    const counts: JobResult | undefined = outcome.state === 'succeeded' ? outcome.counts : undefined
    const error = outcome.state === 'failed' ? outcome.error : outcome.state === 'abandoned' ? 'Ended early; the next run goes on.' : null
    const recorded = await tx
      .update(jobRuns)
      .set({ state: outcome.state, counts: counts ?? {}, error, finishedAt: sql`clock_timestamp()` })
      .where(and(eq(jobRuns.id, outcome.runId), eq(jobRuns.state, 'running')))
      .returning({ id: jobRuns.id })
    const keys = request.messageKeys ?? []
    if (outcome.state === 'succeeded' && recorded.length > 0 && keys.length > 0) {
      await tx
        .insert(processedMessages)
        .values(keys.map((messageId) => ({ messageId })))
        .onConflictDoNothing()
    }
    await releaseLease(tx, lease)
    return recorded.length > 0
  })
}

function rootMessage(error: unknown): string {
  const cause = rootCause(error)
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 2000)
}
