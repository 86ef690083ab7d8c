import { tellSubscribers } from '@/lib/status/commands/tell-subscribers'
import type { Job } from './model'

export const tellSubscribersJob: Job = {
  name: 'tell-subscribers',
  schedule: '* * * * *',
  description: 'Tells subscribers of the status page each public update once, by mail and by webhook.',
  after: ['refresh-status'],
  maxSeconds: 240,
  run: (_ctx, work) => tellSubscribers(work),
}
