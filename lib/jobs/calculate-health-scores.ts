import { calculateHealthScores } from '@/lib/scores/commands'
import { announceChanges } from './announce-changes'
import type { Job } from './model'

export const calculateHealthScoresJob: Job = {
  name: 'calculate-health-scores',
  schedule: '0 3 * * *',
  description: 'Scores every developer and consumer over the 28 days that end at midnight, and keeps the receipts.',
  after: ['aggregate-usage'],
  maxSeconds: 1800,
  run: announceChanges('scores', calculateHealthScores),
}
