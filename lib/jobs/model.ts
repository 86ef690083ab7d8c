import type { Context } from '@/lib/auth/model'

// A job is one file in lib/jobs that calls domain commands and nothing else. Its declaration yields
// the route /api/cron/<name>, its line in vercel.json, its QStash schedule, the local scheduler's
// timer and its row on /admin/jobs. Reads and writes: job_runs, leases.

/** What a run did; one bad item never stops the rest, it is counted in failed. */
export interface JobResult {
  checked: number
  changed: number
  failed: number
}

export interface Job {
  /** Kebab-case; also the last part of its URL. */
  name: string
  /** Cron expression in UTC, five fields. */
  schedule: string
  /** What it does, in one sentence for /admin/jobs. */
  description: string
  /** Longest a run may take before its lease is given to another, in seconds. */
  leaseSeconds: number
  /**
   * Does the work that is due at `now`, in resumable batches: running twice at once or being killed
   * half way leaves the effect of one whole run. `stillMine` is asked between batches; when it
   * answers false the lease was lost and the run ends quietly.
   */
  run: (ctx: Context, work: { now: Date; stillMine: () => Promise<boolean> }) => Promise<JobResult>
}
