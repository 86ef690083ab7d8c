import { previousOccurrence } from '@/lib/schedule'
import { MINUTE } from '@/lib/time'
import type { Job } from './model'

/** What the database knows of a job when the local scheduler looks. */
export interface Standing {
  /** The `now` of the newest success; runs from the command line, which may live at any date, left out. */
  succeededAt: Date | null
  /** Runs that failed or were abandoned since that success. */
  failures: number
  /** When the newest of those ended. */
  failedAt: Date | null
  /** A run holds the lease. */
  running: boolean
}

/** After the n-th failure in a row; the last one stays. */
const RETRY_MINUTES = [1, 5, 15, 30, 60]

/**
 * The jobs that must be started now. A job is due when its newest success is older than the latest
 * moment that its schedule names, so one missed or many missed runs are caught up by one run, and
 * nothing piles up. A failed run is tried again later and later, or at the next scheduled moment.
 * Jobs wait for the ones that they come after, while those are due or running.
 */
export function dueJobs(jobs: Job[], standings: ReadonlyMap<string, Standing>, now: Date): Job[] {
  const wanted = new Set(jobs.filter((job) => isDue(job, standings.get(job.name), now)).map((job) => job.name))
  const blocks = (name: string) => wanted.has(name) || standings.get(name)?.running === true
  return jobs.filter((job) => wanted.has(job.name) && !job.after?.some(blocks))
}

function isDue(job: Job, standing: Standing | undefined, now: Date): boolean {
  if (standing?.running) return false
  const occurrence = previousOccurrence(job.schedule, now)
  if (!occurrence) return false
  if (standing?.succeededAt && standing.succeededAt >= occurrence) return false
  // Failed since that moment: wait. Failed before it: the new moment is a new chance.
  if (standing?.failedAt && standing.failedAt >= occurrence) {
    const minutes = RETRY_MINUTES[Math.min(standing.failures, RETRY_MINUTES.length) - 1] ?? 1
    return now.getTime() >= standing.failedAt.getTime() + minutes * MINUTE
  }
  return true
}
