import type { Job } from './model'

/** The content of vercel.json that follows from the jobs. */
export function vercelConfig(jobs: Job[]): { $schema: string; crons: { path: string; schedule: string }[] } {
  return {
    $schema: 'https://openapi.vercel.sh/vercel.json',
    crons: jobs.map((job) => ({ path: `/api/cron/${job.name}`, schedule: job.schedule })),
  }
}
