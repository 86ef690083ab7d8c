import type { Context } from '@/lib/auth/model'
import type { JobResult, Work } from '@/lib/work'

// A job is one file in lib/jobs that calls domain commands and nothing else. Its declaration yields
// the route /api/cron/<name>, its line in vercel.json, its QStash schedule, the local scheduler's
// timer and its row on /admin/jobs. Reads and writes: job_runs, leases, processed_messages.

export interface Job {
  /** Kebab-case; also the last part of its URL. */
  name: string
  /** Cron expression in UTC, five fields. */
  schedule: string
  /** What it does, in one sentence for /admin/jobs. */
  description: string
  /** Jobs that go first when both are due at once (after an outage, or at the first start). */
  after?: string[]
  /**
   * Longest that a run may take, in seconds; then it stops renewing its lease and another may take
   * over. A run that dies is noticed earlier, after LEASE_SECONDS.
   */
  maxSeconds: number
  /**
   * Does the work that is due at `now`, in resumable batches: running twice at once or being killed
   * half way leaves the effect of one whole run.
   */
  run: (ctx: Context, work: Work) => Promise<JobResult>
}

/** How long the lease of a run outlives its last sign of life; it is renewed at a third of that. */
export const LEASE_SECONDS = 45

/** Who started a run. */
export const jobTriggers = ['scheduler', 'qstash', 'vercel', 'manual', 'cli'] as const
export type JobTrigger = (typeof jobTriggers)[number]

export const jobRunStates = ['running', 'succeeded', 'failed', 'abandoned'] as const
export type JobRunState = (typeof jobRunStates)[number]

/**
 * succeeded and failed speak for themselves. abandoned: ended early, because the lease was lost or
 * the server stops; the next run completes the work.
 */
export type RunOutcome =
  | { state: 'succeeded'; runId: string; counts: JobResult }
  | { state: 'failed'; runId: string; error: string }
  | { state: 'abandoned'; runId: string }

/** Not started: another run holds the lease until then, or the message was worked before. */
export type NotStarted = { state: 'already_running'; until: Date } | { state: 'replayed' }
