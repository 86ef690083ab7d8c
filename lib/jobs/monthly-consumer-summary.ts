import { sendMonthlySummaries } from '@/lib/notifications/commands/monthly-summaries'
import type { Job } from './model'

export const monthlyConsumerSummaryJob: Job = {
  name: 'monthly-consumer-summary',
  schedule: '0 * * * *',
  description: 'Writes the summary of the month to callers for whom it is the 1st, 09:00.',
  after: ['calculate-health-scores', 'check-budgets'],
  maxSeconds: 1800,
  run: (_ctx, work) => sendMonthlySummaries(work),
}
