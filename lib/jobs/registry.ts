import { deliverNotificationsJob } from './deliver-notifications'
import type { Job } from './model'

/** Every job, in the order of the flow: what writes comes before what reads. */
export const jobs: Job[] = [deliverNotificationsJob]

export function findJob(name: string): Job | undefined {
  return jobs.find((job) => job.name === name)
}
