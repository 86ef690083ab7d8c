import { checkBudgets } from '@/lib/budgets/commands'
import { aggregateUsage, countConsumerHours } from '@/lib/usage/commands'
import type { Job } from './model'

export const checkBudgetsJob: Job = {
  name: 'check-budgets',
  schedule: '*/5 * * * *',
  description: 'Brings today’s usage up to date, then looks at balances, budgets and sudden rises of every consumer.',
  after: ['rollup-metrics'],
  maxSeconds: 1800,
  run: async (ctx, work) => {
    await aggregateUsage(ctx, work)
    await countConsumerHours(ctx, work)
    return checkBudgets(ctx, work)
  },
}
