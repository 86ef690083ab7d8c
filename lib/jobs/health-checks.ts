import { probeTools } from '@/lib/probes/commands'
import type { Job } from './model'

export const healthChecksJob: Job = {
  name: 'health-checks',
  schedule: '*/5 * * * *',
  description: 'Requests the health endpoint of every tool once for the current five minutes.',
  maxSeconds: 280,
  run: probeTools,
}
