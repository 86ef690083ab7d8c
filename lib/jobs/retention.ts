import { enforceRetention } from '@/lib/retention/commands'
import type { Job } from './model'

export const retentionJob: Job = {
  name: 'retention',
  schedule: '0 1 * * *',
  description: 'Removes what is older than it may be kept, and makes room for the coming days.',
  maxSeconds: 1800,
  run: enforceRetention,
}
