// Runs jobs at moments that a test names, one after the other, in a process of its own: what the
// browser tests are compiled with does not take the mails.
import { closePool } from '@/db/client'
import { findJob } from '@/lib/jobs/registry'
import { runJob } from '@/lib/jobs/run'

export interface JobRequest {
  job: string
  /** ISO 8601. */
  at: string
}

/** What is answered to each request: null when the run succeeded without a failure, otherwise what happened instead. */
export type JobAnswer = string | null

process.on('message', ({ job: name, at }: JobRequest) => {
  run(name, new Date(at)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.(String(error)),
  )
})
process.once('disconnect', () => void closePool().then(() => process.exit(0)))
process.send?.('ready')

async function run(name: string, now: Date): Promise<JobAnswer> {
  const job = findJob(name)
  if (!job) return `there is no job ${name}`
  const outcome = await runJob(job, { now, trigger: 'cli' })
  if (outcome.state !== 'succeeded') return `${name} at ${now.toISOString()}: ${JSON.stringify(outcome)}`
  return outcome.counts.failed === 0 ? null : `${name} at ${now.toISOString()}: ${outcome.counts.failed} failed`
}
