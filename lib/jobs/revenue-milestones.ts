import { recordMilestones } from '@/lib/milestones/commands'
import type { Job } from './model'

export const revenueMilestonesJob: Job = {
  name: 'revenue-milestones',
  schedule: '15 5 * * *',
  description: 'Sums what publishers earn by month and notes the marks that they pass: $100, $1K, $10K, $50K, $100K.',
  after: ['rollup-metrics'],
  maxSeconds: 900,
  run: (_ctx, work) => recordMilestones(work),
}
