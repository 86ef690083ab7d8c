import { calculateHealthScores } from '@/lib/scores/commands'
import type { Job } from './model'

export const calculateHealthScoresJob: Job = {
  name: 'calculate-health-scores',
  schedule: '0 3 * * *',
  description: 'Scores every developer over the 28 days that end at midnight, and keeps the receipt.',
  after: ['aggregate-usage'],
  maxSeconds: 1800,
  run: calculateHealthScores,
}
