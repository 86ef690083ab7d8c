import { followIncidents } from '@/lib/incidents/commands/follow-incidents'
import type { Job } from './model'

export const followIncidentsJob: Job = {
  name: 'follow-incidents',
  schedule: '* * * * *',
  description:
    'Enters alerts and deploys into open incidents, charges calls anew, counts what they cost, reminds of overdue updates, proves follow-ups and closes what is done.',
  after: ['evaluate-alerts'],
  maxSeconds: 600,
  run: followIncidents,
}
