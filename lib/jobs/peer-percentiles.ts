import { comparePeers } from '@/lib/peers/commands'
import type { Job } from './model'

export const peerPercentilesJob: Job = {
  name: 'peer-percentiles',
  schedule: '30 5 * * *',
  description: 'Ranks every publisher among all and within its categories, and keeps the quartiles of groups that are large enough.',
  after: ['calculate-health-scores'],
  maxSeconds: 900,
  run: comparePeers,
}
